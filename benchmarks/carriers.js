// What Conduit carries, beside bare WebSockets of the same page:
//   echo(n) → n      echoAsync(n) → n      push(count)      memory() → bytes      bare() → ports      openStream      createSocket

const BULK = 100 * MB
const TURNS = 3

async function streamUp (openStream) {
  const { readable, writable } = openStream('bench.sink')
  const writer = writable.getWriter()
  const begin = performance.now()
  for (let sent = 0; sent < BULK; sent += PIECE) await writer.write(new Uint8Array(PIECE))
  await writer.close()
  expect(Number(await new Response(readable).text()), BULK)
  return performance.now() - begin
}

async function streamDown (openStream) {
  const begin = performance.now()
  const { readable, writable } = openStream('bench.source', { size: BULK })
  await writable.close()
  let received = 0
  for (const reader = readable.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    received += value.length
  }
  expect(received, BULK)
  return performance.now() - begin
}

async function median (work) {
  const times = []
  for (let turn = 0; turn < TURNS; turn++) times.push(await work())
  return times.sort((a, b) => a - b)[TURNS >> 1]
}

/** The first stream each way is not counted: what it leaves in memory, every page has. */
async function streams ({ openStream, memory }) {
  await streamUp(openStream)
  await streamDown(openStream)
  const before = await memory()
  const times = { stream_up: await median(() => streamUp(openStream)), stream_down: await median(() => streamDown(openStream)) }
  return { ...times, stream_memory: (await memory() - before) / MB }
}

async function calls ({ echo }) {
  await sequential(echo, 200)
  return { sequential: await sequential(echo, 1000), parallel: await parallel(echo, 5000, 100) }
}

async function bareCalls (port, path) {
  const bare = await bareEcho(port, path)
  const found = await calls(bare)
  bare.close()
  return found
}

async function carriersWorkload (peer) {
  const report = {}
  try {
    expect(peer.way(), 'socket')
    await sequential(peer.echo, 200)
    await sequential(peer.echoAsync, 200)
    const found = await byTurns(peer.echo, peer.echoAsync, { count: 1000, together: 5000 })
    Object.assign(report, found.plain, { conduit_async: found.async })
    const { websocket, websockets } = await peer.bare()
    report.websocket = await bareCalls(websocket)
    report.websockets = await bareCalls(websockets, '/echo')
    report.push = await pushed(peer.push)
    report.datagram = await datagrams(peer.createSocket)
    Object.assign(report, await streams(peer))
    report.websockets.stream_up = await median(() => bareUp(websockets, BULK))
    report.websockets.stream_down = await median(() => bareDown(websockets, BULK))
  } catch (error) {
    report.error = String(error?.message ?? error)
  }
  await peer.done(report)
}
