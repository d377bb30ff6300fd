import ipc from 'oro:ipc'
import { engine } from 'oro:internal/engine'
import { callCarrier } from 'oro:ipc/carrier'
import { connection } from 'oro:conduit/connection'
import { startServer, stopServer } from 'oro:conduit/routes'
import { schemeCall } from 'oro:ipc/scheme'
import { test } from 'oro:test'
import { once, opened } from './support.js'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

test('a page has its connection without asking', async (t) => {
  t.ok(globalThis.__args?.conduit.auto === true)
  await t.waitFor(() => connection.isOpen, PATIENT)
  t.equal(connection.way, 'socket')
  t.ok(callCarrier() === connection.carrier)
  const { fetch } = engine
  let requests = 0
  engine.fetch = (...given) => { requests++; return fetch(...given) }
  await Promise.all([ipc.request('ping'), ipc.write('test.echo', {}, 'x'), ipc.stream('ping')])
  engine.fetch = fetch
  t.equal(requests, 0, 'its calls make no requests')
})

test('large bodies take the scheme, whole and as they are', async (t) => {
  await opened()
  const { fetch } = engine
  /** @type {number[]} */
  const requests = []
  engine.fetch = (...given) => { requests.push(/** @type {any} */ (given[1]?.body).length); return fetch(...given) }
  const [small, large] = [(1 << 20) - 1, (1 << 20)].map((size) => Uint8Array.from({ length: size }, (_, at) => at * 7 >> 4))
  const answers = [small, large].map((bytes) => ipc.write('test.echo', {}, bytes, { responseType: 'arraybuffer' }))
  const text = ipc.write('test.echo', {}, 'é'.repeat(1 << 20), { responseType: 'arraybuffer' })
  large.fill(0)
  const [{ data: first }, { data: second }] = await Promise.all(answers)
  engine.fetch = fetch
  t.deepEqual(requests, [1 << 20, 1 << 20])
  t.ok(new Uint8Array(first).every((byte, at) => byte === small[at]) && first.byteLength === small.length)
  t.ok(new Uint8Array(second).every((byte, at) => byte === (at * 7 >> 4 & 255)), 'as it was when it was given')
  t.equal(new TextDecoder().decode((await text).data), 'é'.repeat(1 << 20))
})

test('events come over it, all of them and in order', async (t) => {
  await opened()
  t.ok(await carried(), 'the request that was held has ended')
  const seen = listen('counted')
  await ipc.request('test.emit', { name: 'counted', count: 500 })
  await t.waitFor(() => seen.length === 500, PATIENT)
  t.deepEqual(seen, Array.from({ length: 500 }, (_, index) => index))
})

test('events keep coming when the connection goes and returns', async (t) => {
  await opened()
  for (let round = 0; round < 3; round++) {
    const [closed, reopened] = [once(connection, 'close'), once(connection, 'open')]
    await stopServer()
    await closed
    const seen = listen(`round${round}`)
    await ipc.request('test.emit', { name: `round${round}`, count: 20 })
    await t.waitFor(() => seen.length === 20, PATIENT, 'over the held request')
    await startServer()
    connection.hurry()
    await reopened
    await ipc.request('test.emit', { name: `round${round}`, count: 20 })
    await t.waitFor(() => seen.length === 40, PATIENT, 'over the connection')
    t.deepEqual(seen, [...Array(20).keys(), ...Array(20).keys()])
  }
  t.ok(await carried())
})

test('events lose nothing while the connection opens', async (t) => {
  await opened()
  const seen = listen('during')
  connection.close()
  if (connection.isOpen) await once(connection, 'close')
  const emitting = (async () => { for (let index = 0; index < 60; index++) await ipc.request('test.emit', { name: 'during', count: 5 }) })()
  await t.waitFor(() => seen.length > 0, PATIENT)
  await opened()
  await emitting
  await t.waitFor(() => seen.length === 300, PATIENT)
  t.deepEqual(seen, Array.from({ length: 300 }, (_, index) => index % 5))
})

test('messages go to their client and come from it', async (t) => {
  await opened()
  /** @type {any[]} */
  const seen = []
  connection.receive('one', (error, message) => seen.push([error, message?.options, message?.payload.length]))
  connection.receive('two', () => t.fail('not for this one'))
  await ipc.request('test.receive', { client: 'one' })
  const value = { tag: 12345678901234567890n }
  t.ok(connection.send('one', value, new Uint8Array(100000)))
  await t.waitFor(() => seen.length === 1, PATIENT)
  t.ok(seen[0][0] === null && seen[0][1].echo === value.tag && seen[0][2] === 100000, 'a bigint stays one')
  t.equal((await ipc.request('test.message', { client: 'one', text: 'hello' })).data, true)
  await t.waitFor(() => seen.length === 2, PATIENT)
  t.deepEqual({ ...seen[1][1] }, { text: 'hello', number: 7, yes: true })
  connection.receive('two', null)
  t.throws(() => connection.send('one', {}, new Uint8Array((16 << 20) + 1)), RangeError)
})

test('a receiver is there again after the connection broke', async (t) => {
  await opened()
  /** @type {any[]} */
  const seen = []
  connection.receive('back', (_, message) => seen.push(message))
  connection.line?.close()
  await once(connection, 'close')
  t.equal(connection.send('back', {}), false, 'nothing is sent meanwhile')
  await opened()
  while (!(await ipc.request('test.message', { client: 'back', text: 'x' })).data) await t.sleep(5)
  await t.waitFor(() => seen.length > 0, PATIENT)
  connection.receive('back', null)
})

test('pausing closes it, resuming opens it', async (t) => {
  await opened()
  const events = Promise.all([once(globalThis, 'applicationpause'), once(connection, 'close')])
  const resumed = Promise.all([once(globalThis, 'applicationresume'), once(connection, 'open')])
  await ipc.request('test.pause', { seconds: 0.2 })
  await events
  t.equal((await ipc.request('ping')).data, 'pong', 'calls take the scheme')
  await resumed
  t.equal((await ipc.request('ping')).data, 'pong')
  t.equal(connection.way, 'socket')
})

test('a worker has a connection of its own', async (t) => {
  const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' })
  const { data } = await once(worker, 'message')
  t.deepEqual(data, { way: 'socket', data: 'pong', size: 300000, stream: 'HELLO!', error: null })
  worker.terminate()
  await opened()
  t.equal((await ipc.request('ping')).data, 'pong', 'the page kept its own')
})

test('many calls at once come back', async (t) => {
  await opened()
  const answers = await Promise.all(Array.from({ length: 5000 }, () => ipc.request('ping')))
  t.ok(answers.every(({ data }) => data === 'pong'))
})

/** Whether events are read over the connection, and by nobody else. */
async function carried () {
  for (;;) {
    const { data } = await schemeCall('test.readers')
    if (data.length === 1 && data[0] === 'oro_conduit.calls.writer') return true
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** @param {string} name */
function listen (name) {
  /** @type {any[]} */
  const seen = []
  globalThis.addEventListener(name, (event) => seen.push(/** @type {CustomEvent} */ (event).detail))
  return seen
}
