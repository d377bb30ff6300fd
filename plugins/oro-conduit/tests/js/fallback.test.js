import ipc from 'oro:ipc'
import { NetworkError } from 'oro:errors'
import { connection } from 'oro:conduit/connection'
import { startServer, stopServer } from 'oro:conduit/routes'
import { callCarrier, setCarrier } from 'oro:ipc/carrier'
import { schemeCall } from 'oro:ipc/scheme'
import { test } from 'oro:test'
import { chance, once, opened } from './support.js'

/** @type {Record<string, (line: any) => void | Promise<void>>} ways to break the connection */
const BREAKS = {
  'the page closes the socket': (line) => line.close(),
  'the server stops': () => stopServer()
}

test('calls under way when the socket breaks are executed exactly once', async (t) => {
  for (const [name, breakLine] of Object.entries(BREAKS)) {
    await opened()
    const ids = Array.from({ length: 200 }, (_, index) => `once-${index}`)
    const calls = ids.map((id) => ipc.request('test.count', { id, wait: 0.1 }))
    await breakLine(connection.line)
    const answers = await Promise.all(calls)
    t.ok(answers.every(({ err, data }, index) => !err && data.number === ids[index]), `${name}: ${JSON.stringify(answers.find(({ err }) => err))}`)
    t.deepEqual(await multiples(), [200, 1], name)
    await startServer()
  }
})

test('calls are executed exactly once whenever the socket breaks', async (t) => {
  const random = chance()
  for (let round = 0; round < 12; round++) {
    await opened()
    const ids = Array.from({ length: 300 }, (_, index) => `${round}-${index}`)
    const calls = ids.map((id) => random.int(3) ? ipc.request('test.count', { id, wait: random.pick([0, 0, 0.02]) }) : ipc.write('test.count', { id }, new Uint8Array(random.pick([10, 20000, 300000]))))
    for (let turns = random.int(40); turns > 0; turns--) await turn()
    connection.line?.close()
    const answers = await Promise.all(calls)
    const failed = answers.find(({ err }) => err)
    t.ok(!failed && answers.every(({ data }, index) => data.number === ids[index]), `${random}, round ${round}: ${failed?.err}`)
    t.deepEqual(await multiples(), [300, 1], `${random}, round ${round}`)
  }
})

test('a call made while the connection is gone takes the scheme', async (t) => {
  const { line } = await opened()
  line?.close()
  const [first, second] = await Promise.all([ipc.request('ping'), once(connection, 'close').then(() => ipc.request('ping'))])
  t.deepEqual([first.data, second.data], ['pong', 'pong'])
  await opened()
  t.ok(callCarrier() !== null)
})

test('an answer that had begun is not asked for twice', async (t) => {
  await opened()
  const before = (await ipc.request('test.state')).data.begun
  const call = ipc.request('test.begins')
  while ((await ipc.request('test.state')).data.begun === before) await t.sleep(5)
  connection.line?.close()
  t.ok((await call).err instanceof NetworkError)
  const { data } = await ipc.request('diagnostics.stream.chunks', { chunks: 2, chunkSize: 10 })
  t.equal(data.byteLength, 20, 'the next one is answered')
})

test('streams that break are NetworkErrors', async (t) => {
  await opened()
  const response = await ipc.stream('test.endless')
  const reader = /** @type {ReadableStream} */ (response.body).getReader()
  await reader.read()
  const { readable, writable, closed } = ipc.openStream('test.ignore')
  const both = readable.getReader()
  await both.read()
  connection.line?.close()
  const read = async () => { while (!(await reader.read()).done); }
  for (const promise of [read(), both.read(), closed, writable.getWriter().closed]) {
    t.equal(await promise.then(() => 'fine', (error) => error.name), 'NetworkError')
  }
})

test('aborting a call that is being resumed ends it', async (t) => {
  await opened()
  const controller = new AbortController()
  const call = ipc.request('test.wait', {}, { signal: controller.signal })
  await ipc.request('ping')
  connection.line?.close()
  await once(connection, 'close')
  controller.abort()
  t.equal((await call).err.name, 'AbortError')
})

test('a timeout goes on through a break', async (t) => {
  await opened()
  const call = ipc.request('test.wait', {}, { timeout: 150 })
  await ipc.request('ping')
  connection.line?.close()
  t.equal((await call).err.name, 'TimeoutError')
})

test('a stream that had not begun is opened again', async (t) => {
  await opened()
  const opening = ipc.stream('test.gated', { id: 'stream' })
  await ipc.request('ping')
  connection.line?.close()
  await once(connection, 'close')
  await schemeCall('test.openGate')
  t.equal((await (await opening).json()).data.times, 1)
  await schemeCall('test.counts')
})

test('a carrier that can take no more is passed by', async (t) => {
  setCarrier({ open: () => null })
  t.equal((await ipc.request('ping')).data, 'pong')
  t.equal((await (await ipc.stream('ping')).json()).data, 'pong')
  t.equal(new Uint8Array((await ipc.write('test.echo', {}, 'x')).data)[0], 120)
  setCarrier(connection.carrier)
})

/** How many different calls were counted, and how often at most. */
async function multiples () {
  const { data } = await schemeCall('test.counts')
  const times = Object.values(data)
  return [times.length, Math.max(...times)]
}

/** One turn of the event loop, without a timer's delay. */
function turn () {
  const { port1, port2 } = new MessageChannel()
  const done = once(port1, 'message')
  port1.start()
  port2.postMessage(null)
  return done
}
