import { once } from 'oro:events'
import { test } from 'oro:test'
import { BroadcastChannel, markAsUntransferable, MessageChannel, SHARE_ENV, Worker } from 'oro:worker_threads'
import { SharedWorker, Worker as WebWorker } from 'oro:worker'

const MODULE = new URL('./module.js', import.meta.url)

/** @param {Worker} worker @param {any} asked @returns {Promise<any>} */
async function said (worker, asked) {
  worker.postMessage(asked)
  return (await once(worker, 'message'))[0]
}

test('a worker runs a module, with its own data and arguments', async (t) => {
  const worker = new Worker(MODULE, { workerData: { list: [1n] }, argv: ['x'], stdin: true })
  const [told] = await once(worker, 'message')
  t.deepEqual(told, { workerData: { list: [1n] }, argv: [MODULE.pathname, 'x'] })
  t.deepEqual(await said(worker, 'platform.primordials'), { data: 'object', err: null, client: 'worker' }, 'it calls the host')
  t.equal(await worker.terminate(), 1, 'the exit code of an end by force')
  t.equal(await worker.terminate(), undefined, 'it has ended')
})

test('what follows the end of a worker is not said', async (t) => {
  const worker = new Worker(MODULE)
  await once(worker, 'message')
  worker.on('message', (/** @type {any} */ message) => t.fail(String(message)))
  worker.postMessage('exit')
  t.deepEqual(await once(worker, 'exit'), [7], 'its code')
})

test('workers make workers, and all threads have numbers of their own', async (t) => {
  const worker = new Worker(MODULE)
  await once(worker, 'message')
  const { said: inner, mine } = await said(worker, 'nested')
  t.equal(inner.workerData, 'inner')
  t.equal(mine, worker.threadId)
  await worker.terminate()
})

test('a thread is heard by broadcast', async (t) => {
  const channel = new BroadcastChannel('threads')
  const worker = new Worker(MODULE)
  await once(worker, 'message')
  worker.postMessage('channel')
  const [event] = await once(channel, 'message')
  t.equal(event.data, worker.threadId)
  channel.close()
  await worker.terminate()
})

test('a worker runs code of its own realm only', async (t) => {
  const worker = new Worker(MODULE)
  await once(worker, 'message')
  t.deepEqual(await said(worker, 'vm'), [2, 'ERR_NOT_IMPLEMENTED'])
  await worker.terminate()
})

test('a worker runs CommonJS where the file says so', async (t) => {
  const { pathname } = new URL('./old.cjs', import.meta.url)
  const worker = new Worker(pathname, { workerData: 5 })
  const [[message], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
  t.deepEqual(message, ['old.cjs', 5, 'object'])
  t.equal(code, 0)
})

test('a worker whose file is not there fails', async (t) => {
  for (const name of ['./none.js', './broken.js']) {
    const worker = new Worker(new URL(name, import.meta.url))
    const exit = once(worker, 'exit').catch(() => null)
    const [error] = await once(worker, 'error')
    t.ok(error instanceof Error, `${name}: ${error}`)
    await exit
  }
})

test('an environment cannot be shared', (t) => {
  try {
    t.fail(String(new Worker(MODULE, { env: SHARE_ENV }).threadId))
  } catch (error) {
    t.equal(/** @type {any} */ (error).code, 'ERR_NOT_IMPLEMENTED')
  }
})

test('a port that has moved brings what was said to it before', async (t) => {
  const outer = new MessageChannel()
  const { port1, port2 } = new MessageChannel()
  port1.postMessage('before')
  port2.postMessage('from the one that moves')
  const arrived = once(outer.port2, 'message')
  outer.port1.postMessage(port2, [port2])
  port1.postMessage('after')
  const [moved] = await arrived
  /** @type {string[]} */
  const heard = []
  const both = new Promise((resolve) => moved.on('message', (/** @type {string} */ text) => { if (heard.push(text) === 2) resolve(0) }))
  await both
  t.deepEqual(heard, ['before', 'after'])
  t.deepEqual(await once(port1, 'message'), ['from the one that moves'])
})

test('what must not move is copied', async (t) => {
  const { port1, port2 } = new MessageChannel()
  const bytes = new ArrayBuffer(4)
  markAsUntransferable(bytes)
  port1.postMessage(bytes, [bytes])
  t.equal((await once(port2, 'message'))[0].byteLength, 4)
  t.equal(bytes.byteLength, 4, 'it stays')
})

test('the workers of the web are there by name', (t) => {
  t.equal(WebWorker, globalThis.Worker)
  t.equal(typeof SharedWorker, 'function')
})
