import ipc from 'oro:ipc'
import hooks, { onInit, onLoad, onReady, wait } from 'oro:hooks'
import { test } from 'oro:test'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

test('a page finds its globals, and cannot change them', (t) => {
  const args = /** @type {OroArgs} */ (globalThis.__args)
  t.ok(globalThis.isOroRuntime === true)
  t.ok(Object.isFrozen(args) && Object.isFrozen(args.config) && Object.isFrozen(args.client))
  t.throws(() => { globalThis.__args = undefined })
  t.throws(() => { globalThis.isOroRuntime = false })
  t.equal(args.index, 0)
  t.equal(args.client.frameType, 'top-level')
  t.ok(/^\d+$/.test(args.client.id))
})

test('the registry knows the runtime', async (t) => {
  t.ok(globalThis.__globals?.get('RuntimeQueuedResponses'))
  await globalThis.__globals?.get('RuntimeReadyPromise')
  t.ok(Number(globalThis.__RUNTIME_INIT_NOW__) > 0)
  t.equal(globalThis.__globals?.get('nothing of that name'), undefined)
})

test('events of the host arrive, in order', async (t) => {
  /** @type {any[]} */
  const seen = []
  globalThis.addEventListener('counted', (event) => seen.push(/** @type {CustomEvent} */ (event).detail))
  const wanted = Array.from({ length: 50 }, (_, index) => `n${index}`)
  for (const value of wanted) await emit('counted', value)
  await t.waitFor(() => seen.length === wanted.length, PATIENT, 'all of them came')
  t.deepEqual(seen, wanted)
})

test('some events have classes of their own', async (t) => {
  const drop = once('platformdrop')
  await emit('drop', { x: 1, y: 2, files: [] })
  t.deepEqual((await drop).detail, { x: 1, y: 2, files: [] })
  const message = once('message')
  await emit('message', 'hello')
  t.equal((await message).data, 'hello')
  t.ok(await message instanceof MessageEvent)
  const hotkey = once('hotkey')
  await emit('hotkey', 'x')
  t.equal((await hotkey).constructor.name, 'HotKeyEvent')
})

test('a push without bytes is a data event', async (t) => {
  const data = once('data')
  await globalThis.__globals?.get('RuntimeQueuedResponses').dispatch(null, '-1', { source: 'test' }, { a: 'b' })
  t.deepEqual((await data).detail, { headers: { a: 'b' }, params: { source: 'test' }, data: null, id: null })
})

test('a nested frame of the app has a client of its own, and gets pushes too', async (t) => {
  const frame = document.createElement('iframe')
  frame.srcdoc = '<p>inside'
  document.body.append(frame)
  const inner = await t.waitFor(() => /** @type {any} */ (frame.contentWindow)?.__args && frame.contentWindow, PATIENT)
  t.equal(inner.__args.client.frameType, 'nested')
  t.ok(inner.__args.client.id !== globalThis.__args?.client.id)
  t.equal(inner.__args.client.top.id, globalThis.__args?.client.id)
  const data = new Promise((resolve) => inner.addEventListener('data', resolve, { once: true }))
  await globalThis.__globals?.get('RuntimeQueuedResponses').dispatch(null, '-1', { source: 'test' })
  t.equal((await data).detail.params.source, 'test')
  frame.remove()
})

test('a frame of another origin gets nothing', async (t) => {
  const answer = once('message')
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.srcdoc = '<script>parent.postMessage([origin, typeof __args, typeof isOroRuntime], "*")</script>'
  document.body.append(frame)
  t.deepEqual((await answer).data, ['null', 'undefined', 'undefined'])
  frame.remove()
})

test('hooks tell what has happened already', async (t) => {
  for (const hook of [onInit, onLoad, onReady]) await new Promise((resolve) => hook(resolve))
  t.pass('each called back')
  t.ok(hooks.isReady && hooks.isWindowContext && !hooks.isWorkerContext)
  const off = onReady(() => t.fail('it was taken away'))
  off()
  await wait('ready')
})

test('wait gives up when told', async (t) => {
  const controller = new AbortController()
  const waiting = wait('never-happens', { signal: controller.signal })
  controller.abort()
  try {
    await waiting
    t.fail('it did not')
  } catch (error) {
    t.equal(/** @type {any} */ (error).name, 'AbortError')
  }
})

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
function once (name) {
  return new Promise((resolve) => globalThis.addEventListener(name, resolve, { once: true }))
}

/**
 * Have the host send an event to this page.
 * @param {string} event
 * @param {any} value
 */
async function emit (event, value) {
  const { err } = await ipc.request('window.send', { targetWindowIndex: 0, event, value: JSON.stringify(value) })
  if (err) throw err
}
