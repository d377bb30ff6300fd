import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { EventEmitter, on, once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { nextTick } from 'node:process'
import { done, record } from './transcript.js'

const storage = new AsyncLocalStorage()
const other = new AsyncLocalStorage()
const seen = () => [storage.getStore(), other.getStore()]
const native = async () => {}
const failing = async () => { throw new Error('no') }

/** @param {string} name @param {any} [wait] */
async function awaiting (name, wait = native) {
  const all = [seen()]
  await wait()
  all.push(seen())
  await failing().catch(() => {})
  all.push(seen())
  try { await failing() } catch { all.push(seen()) }
  await new Promise((resolve) => setTimeout(resolve, 2))
  all.push(seen())
  await Promise.all([native(), sleep(1)])
  all.push(seen())
  record(name, all)
}

await storage.run('a', awaiting, 'await')
record('after it', seen())
await Promise.all(['b', 'c', 'd'].map((name, index) => storage.run(name, awaiting, `side by side ${name}`, () => sleep(index))))
await storage.run('e', () => other.run('f', async () => {
  await awaiting('nested')
  await storage.exit(awaiting, 'left')
  await awaiting('and back')
}))

let go = (/** @type {any} */ _value) => {}
const waited = new Promise((resolve) => { go = resolve })
const outside = (async () => { record('waits outside', seen()); await waited; record('woken outside', seen()) })()
const inside = storage.run('g', async () => { await waited; record('woken inside', seen()) })
other.run('h', () => go(1))
await Promise.all([outside, inside])

await storage.run('i', async () => {
  const emitter = new EventEmitter()
  queueMicrotask(() => emitter.emit('event', 1))
  await once(emitter, 'event')
  record('once', seen())
  setTimeout(() => { emitter.emit('many', 1); emitter.emit('many', 2) })
  let count = 0
  for await (const [value] of on(emitter, 'many')) {
    record('on', [value, seen()])
    if (++count === 2) break
  }
  async function * numbers () {
    yield 1
    await native()
    record('generator', seen())
    yield 2
  }
  for await (const number of numbers()) record('for await', [number, seen()])
  for await (const number of [native(), native()]) record('for await of promises', [String(number), seen()])
  await pipeline(Readable.from(['a', 'b']), async function (source) { for await (const chunk of source) record('stream', [chunk, seen()]) })
  record('pipeline', seen())
})

await storage.run('j', async () => {
  await 1
  record('await of no promise', seen())
})
await storage.run('k', async () => {
  const resource = new AsyncResource('resource')
  const snapshot = AsyncLocalStorage.snapshot()
  storage.run('l', () => record('snapshot', [snapshot(seen), resource.runInAsyncScope(seen), seen()]))
  const thenable = { then (/** @type {any} */ resolve) { record('thenable', seen()); setTimeout(resolve, 1) } }
  await thenable
  record('after a thenable', seen())
  nextTick(() => record('tick', seen()))
  await new Promise((resolve) => setTimeout(resolve))
  await Promise.race([sleep(5), native()])
  record('race', seen())
  await Promise.any([failing(), native()])
  record('any', seen())
  await Promise.allSettled([failing()])
  record('settled', seen())
  await native().finally(() => record('finally', seen()))
  record('after finally', seen())
})
await (async () => {
  storage.enterWith('m')
  record('entered', seen())
  await native()
  record('still', seen())
})()
record('promises', await storage.run('n', async () => {
  const promise = native()
  class Own extends Promise {}
  const own = new Own((resolve) => resolve(1))
  return [promise.constructor === Promise, promise instanceof Promise, Promise.resolve(promise) === promise, own instanceof Own,
    own.then() instanceof Own, await own, Promise.name, Object.prototype.toString.call(promise), (await Promise.allSettled([own]))[0]]
}))
done()
