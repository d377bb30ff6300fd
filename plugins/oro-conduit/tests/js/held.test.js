import ipc from 'oro:ipc'
import { engine } from 'oro:internal/engine'
import { callCarrier } from 'oro:ipc/carrier'
import { connection } from 'oro:conduit/connection'
import { test } from 'oro:test'
import { once, opened, still } from './support.js'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

const native = engine.WebSocket

test('where no socket opens, a held request takes its place', async (t) => {
  await opened()
  engine.WebSocket = /** @type {any} */ (class {
    /** @type {any} */
    onclose = null
    constructor () { setTimeout(() => this.onclose?.(new CloseEvent('close', { code: 1006 }))) }
  })
  connection.line?.close()
  await once(connection, 'close')
  await opened()
  t.equal(connection.way, 'held')
  t.ok(callCarrier() === null, 'calls take the scheme, which is faster')
  t.equal((await ipc.request('ping')).data, 'pong')
})

test('streams go both ways over it', async (t) => {
  const { readable, writable, closed } = ipc.openStream('test.shout', { mark: '?' })
  const writer = writable.getWriter()
  const reader = readable.getReader()
  for (const word of ['one', 'two', 'three']) {
    await writer.write(word)
    t.equal(new TextDecoder().decode((await reader.read()).value), word.toUpperCase())
  }
  await writer.close()
  t.equal(new TextDecoder().decode((await reader.read()).value), '?')
  t.equal(await closed, undefined)
})

test('much goes over it, no more than the route takes', async (t) => {
  const { readable, writable } = ipc.openStream('test.count-bytes')
  const writer = writable.getWriter()
  for (let index = 0; index < 6; index++) await writer.write(new Uint8Array(1 << 20))
  await writer.close()
  t.equal(await new Response(readable).text(), String(6 << 20))
  const ignored = ipc.openStream('test.ignore')
  await ignored.readable.getReader().read()
  let written = 0
  const ignoring = ignored.writable.getWriter()
  const writing = (async () => { for (;;) { await ignoring.write(new Uint8Array(65536)); written += 65536 } })().catch((error) => error.message)
  await still(() => written)
  t.ok(written <= 6 * 65536, `${written} bytes went`)
  await ignoring.abort(new Error('enough'))
  t.equal(await writing, 'enough')
  t.equal(await ignored.closed.catch((error) => error.name), 'AbortError')
})

test('errors and ends are told over it', async (t) => {
  t.equal(await ipc.openStream('test.refuse').closed.catch((error) => error.code), 'ERR_BUSY')
  t.equal(await ipc.openStream('no.such.route').closed.catch((error) => error.name), 'NotFoundError')
})

test('messages go over it', async (t) => {
  /** @type {any[]} */
  const seen = []
  connection.receive('held', (_, message) => seen.push(message))
  await ipc.request('test.receive', { client: 'held' })
  t.ok(connection.send('held', { tag: 'x' }, new Uint8Array([1, 2, 3])))
  await t.waitFor(() => seen.length === 1, PATIENT)
  t.deepEqual([seen[0].options.echo, [...seen[0].payload]], ['x', [1, 2, 3]])
})

test('it breaks and returns', async (t) => {
  const { closed, readable } = ipc.openStream('test.ignore')
  await readable.getReader().read()
  connection.line?.close()
  t.equal(await closed.catch((error) => error.name), 'NetworkError')
  await opened()
  t.equal(connection.way, 'held')
  t.equal(await over(), 'HI!')
})

test('the socket is taken again after the connection was closed', async (t) => {
  engine.WebSocket = native
  connection.close()
  await once(connection, 'close')
  await opened()
  t.equal(connection.way, 'socket')
  t.equal(await over(), 'HI!')
})

async function over () {
  const { readable, writable } = ipc.openStream('test.shout')
  const writer = writable.getWriter()
  await writer.write('hi')
  await writer.close()
  return new Response(readable).text()
}
