import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

const lock = (await ipc.request('packages.publish', { names: 'socket.io' })).data

/** @param {string} name */
const project = async (name) => (await fetch(new URL(`socket_io/${name}`, import.meta.url))).text()

/** A container with an app on Socket.IO, and a frame that shows it. */
class Shown {
  frame = document.createElement('iframe')
  /** @type {any[]} */
  #told = []
  #wake = () => {}

  /** @param {WebContainer} container */
  constructor (container) {
    this.container = container
    addEventListener('message', ({ data, source }) => {
      if (source !== this.frame.contentWindow) return
      this.#told.push(data)
      this.#wake()
    })
  }

  static async boot () {
    const container = await WebContainer.boot()
    await container.mount({
      'package.json': { file: { contents: JSON.stringify(JSON.parse(lock).packages['']) } },
      'package-lock.json': { file: { contents: lock } },
      'server.cjs': { file: { contents: await project('server.cjs') } },
      'page.html': { file: { contents: await project('page.html') } }
    })
    return new Shown(container)
  }

  /** @param {string} name that it tells who connects */
  async serve (name) {
    const ready = new Promise((resolve) => { const stop = this.container.on('server-ready', (port, url) => { stop(); resolve([port, url]) }) })
    this.server = await this.container.spawn('node', ['server.cjs', name])
    return /** @type {[number, string]} */ (await ready)
  }

  /** @returns {Promise<any>} what the page tells next */
  async next () {
    while (!this.#told.length) await new Promise((resolve) => { this.#wake = () => resolve(null) })
    return this.#told.shift()
  }
}

test('two apps on Socket.IO have one port, upgrade their connections, and are connected to anew', { skip: !lock }, async (t) => {
  const shown = [await Shown.boot(), await Shown.boot()]
  const urls = new Set()
  for (const [index, one] of shown.entries()) {
    const install = await one.container.exec('npm', ['install'])
    t.equal(install.exit, 0, install.output)
    const [port, url] = await one.serve(`server ${index}`)
    t.equal(port, 3000)
    urls.add(new URL(url).host)
    one.frame.src = url
    document.body.append(one.frame)
  }
  t.equal(urls.size, 2)
  for (const [index, one] of shown.entries()) {
    t.deepEqual(await one.next(), { name: `server ${index}` })
    t.deepEqual(await one.next(), { first: 'polling', upgraded: 'websocket', by: 'websocket', bytes: 300000, last: 7 })
  }
  shown[0].server?.kill()
  await shown[0].server?.exit
  await shown[0].serve('server again')
  t.deepEqual(await shown[0].next(), { name: 'server again' })
  for (const { container, frame } of shown) {
    frame.remove()
    container.teardown()
  }
})
