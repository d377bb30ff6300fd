importScripts('lib/comlink/dist/umd/comlink.js')

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

class Counter {
  #count
  constructor (count) { this.#count = count }
  get count () { return this.#count }
  async add (given, heard) {
    this.#count += await given(this.#count)
    if (heard) await heard(this.#count)
    return this.#count
  }
  child () { return Comlink.proxy(new Counter(this.#count * 2)) }
  bytes (array) { return Comlink.transfer(array, [array.buffer]) }
  fail () { throw new RangeError('on purpose') }
  async made (back) { return back(Comlink.proxy(async (text) => `worker got ${text}`)) }
}

addEventListener('message', ({ data }) => {
  if (data?.comlink) Comlink.expose({ Counter, sum: (...each) => each.reduce((one, other) => one + other), counter: new Counter(10) }, data.comlink)
})
