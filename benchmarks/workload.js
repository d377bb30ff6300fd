// The work every framework does, through an adapter of its own:
//   echo(n) → n           put(buffer) → its length      get(size) → ArrayBuffer
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
    report.sequential = await sequential(peer.echo, 500)
    report.parallel = await parallel(peer.echo, 2000, 100)
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
