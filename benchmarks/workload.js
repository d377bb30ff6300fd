// The work every framework does, through an adapter of its own:
//   echo(n) → n           put(buffer) → its length      get(size) → ArrayBuffer
//   echoAsync(n) → n, by a route that is an async function
//   file() → ArrayBuffer  memory() → bytes              done(report)
//   push(count), which has globalThis.arrived called so often
// What an adapter lacks is left out.
// Times are microseconds for calls and milliseconds for everything else.

const MB = 1 << 20
const FILE_SIZE = 100 * MB

async function sequential(echo, count) {
  const begin = performance.now()
  for (let n = 0; n < count; n++) await echo(n)
  return ((performance.now() - begin) * 1000) / count
}

async function parallel(echo, count, inFlight) {
  let next = 0
  const begin = performance.now()
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (next < count) {
      const n = next++
      expect(await echo(n), n)
    }
  }))
  return ((performance.now() - begin) * 1000) / count
}

/** Calls of two kinds of route by turns, so that whatever else the machine does meets both. */
async function byTurns (echo, echoAsync, { count, together, turns = 3 }) {
  const found = { plain: [], async: [] }
  for (let turn = 0; turn < turns; turn++) {
    for (const [kind, call] of [['plain', echo], ['async', echoAsync]]) {
      found[kind].push([await sequential(call, count), await parallel(call, together, 100)])
    }
  }
  const middle = (rounds, at) => rounds.map((round) => round[at]).sort((a, b) => a - b)[turns >> 1]
  const figures = (rounds) => ({ sequential: middle(rounds, 0), parallel: middle(rounds, 1) })
  return { plain: figures(found.plain), async: figures(found.async) }
}

async function each(times, work) {
  const begin = performance.now()
  for (let n = 0; n < times; n++) await work()
  return (performance.now() - begin) / times
}

/** Microseconds an event takes, from asking for so many to the last. */
function pushed(push, count = 1000) {
  return new Promise((resolve, reject) => {
    const begin = performance.now()
    let seen = 0
    globalThis.arrived = () => {
      if (++seen === count) resolve((performance.now() - begin) * 1000 / count)
    }
    push(count).catch(reject)
  })
}

function expect(actual, wanted) {
  if (actual !== wanted) throw new Error(`expected ${wanted}, got ${actual}`)
}

async function workload(peer) {
  const report = { start: globalThis.firstScript - Number(await peer.spawned()) }
  try {
    report.memory = (await peer.memory()) / MB
    await sequential(peer.echo, 100)
    if (peer.echoAsync) {
      await sequential(peer.echoAsync, 100)
      const found = await byTurns(peer.echo, peer.echoAsync, { count: 500, together: 2000 })
      Object.assign(report, found.plain, { oro_async: found.async })
    } else {
      report.sequential = await sequential(peer.echo, 500)
      report.parallel = await parallel(peer.echo, 2000, 100)
    }
    if (peer.fetch) {
      report.sequential_fetch = await sequential(peer.fetch, 500)
      report.parallel_fetch = await parallel(peer.fetch, 2000, 100)
    }
    if (peer.push) report.push = await pushed(peer.push)
    for (const [size, times] of peer.put ? [[1, 10], [16, 3]] : []) {
      const buffer = new ArrayBuffer(size * MB)
      report[`put_${size}`] = await each(times, async () => expect(await peer.put(buffer), size * MB))
      report[`get_${size}`] = await each(times, async () => expect((await peer.get(size * MB)).byteLength, size * MB))
    }
    if (peer.file) report.file = await each(1, async () => expect((await peer.file()).byteLength, FILE_SIZE))
    report.memory_after = (await peer.memory()) / MB
  } catch (error) {
    report.error = String(error?.message ?? error)
  }
  await peer.done(report)
}
