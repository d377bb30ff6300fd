import { BroadcastChannel as Ours } from 'oro:broadcast'
import { IPCBroadcastChannel } from 'oro:ipc'
import { test } from 'oro:test'

/**
 * @param {EventTarget} target
 * @param {string} [type]
 * @returns {Promise<any>}
 */
function next (target, type = 'message') {
  return new Promise((resolve, reject) => {
    target.addEventListener(type, resolve, { once: true })
    if (type !== 'messageerror') target.addEventListener('messageerror', (/** @type {any} */ { data }) => reject(data), { once: true })
  })
}

/**
 * @param {string} name
 * @param {boolean} own whether the engine's own channel is meant
 */
async function echoing (name, own) {
  const worker = new Worker(new URL('./echo.js', import.meta.url), { type: 'module' })
  const ready = next(worker)
  worker.postMessage({ name, own })
  await ready
  return worker
}

test('channels of a name hear each other and not themselves', async (t) => {
  const one = new Ours('names')
  const two = new Ours('names')
  const other = new Ours('others')
  await Promise.all([one.ready, two.ready, other.ready])
  /** @type {any[]} */
  const wrong = []
  one.onmessage = other.onmessage = (/** @type {any} */ event) => wrong.push(event.data)
  const heard = next(two)
  one.postMessage({ text: 'é', list: [1, null] })
  const event = await heard
  t.deepEqual(event.data, { text: 'é', list: [1, null] })
  t.equal(event.origin, 'oro://org.example.broadcast')
  t.ok(event instanceof MessageEvent)
  t.deepEqual(wrong, [])
  for (const channel of [one, two, other]) channel.close()
})

test('messages keep their order, and what is said at once is heard', async (t) => {
  const two = new Ours('order')
  await two.ready
  const one = new Ours('order')
  /** @type {number[]} */
  const heard = []
  const all = new Promise((resolve) => { two.onmessage = ({ data }) => { heard.push(data); if (data === 99) resolve(0) } })
  for (let number = 0; number < 100; number++) one.postMessage(number)
  await all
  t.deepEqual(heard, [...Array(100).keys()])
  one.close()
  two.close()
})

test('a worker hears and answers', async (t) => {
  const worker = await echoing('workers', false)
  const channel = new Ours('workers')
  await channel.ready
  const heard = next(channel)
  channel.postMessage('x'.repeat(100000))
  const { data } = await heard
  t.equal(data.heard.length, 100000)
  t.equal(data.at, 'oro://org.example.broadcast')
  channel.close()
  worker.terminate()
})

test('a channel that is closed hears and says nothing', async (t) => {
  const one = new Ours('closed')
  const two = new Ours('closed')
  const three = new Ours('closed')
  await Promise.all([one.ready, two.ready, three.ready])
  two.onmessage = () => t.fail('a closed channel heard something')
  two.close()
  const heard = next(three)
  one.postMessage(1)
  t.equal((await heard).data, 1)
  t.throws(() => two.postMessage(2), /closed/)
  one.close()
  three.close()
})

test('what JSON cannot carry is refused', (t) => {
  const channel = new Ours('json')
  const loop = /** @type {any} */ ({})
  loop.loop = loop
  for (const wrong of [undefined, () => {}, 1n, loop]) {
    try {
      channel.postMessage(wrong)
      t.fail('nothing was thrown')
    } catch (error) {
      t.equal(/** @type {any} */ (error).name, 'DataCloneError')
    }
  }
  channel.close()
  t.equal(Ours, IPCBroadcastChannel)
})

test('another origin is refused, and told of', async (t) => {
  const channel = new Ours('foreign', { origin: 'https://example.org' })
  const { data } = await next(channel, 'messageerror')
  t.equal(data.code, 'ERR_DENIED')
})

test('the engine’s own channel reaches workers of the page too', async (t) => {
  const worker = await echoing('own', true)
  const channel = new BroadcastChannel('own')
  const heard = next(channel)
  // Nothing tells when an engine's channel has begun to hear: Chromium opens the worker's in its own time.
  const saying = setInterval(() => channel.postMessage(5), 20)
  t.equal((await heard).data.heard, 5)
  clearInterval(saying)
  channel.close()
  worker.terminate()
})
