// Requests with and without a service worker between page and origin:
//   memory() → bytes      done(report)      worker: whether there is one

const BATCHES = 5
const ASKED = 200
const IN_FLIGHT = 64

async function small (path = 'small.txt') {
  const response = await fetch(path)
  expect((await response.arrayBuffer()).byteLength, 4096)
}

/** Microseconds a request takes, one after another and with others under way: medians of batches, in turns. */
async function requests (path) {
  const one = []
  const many = []
  await sequential(() => small(path), 100)
  for (let batch = 0; batch < BATCHES; batch++) {
    one.push(await sequential(() => small(path), ASKED))
    let left = ASKED * 3
    const begin = performance.now()
    await Promise.all(Array.from({ length: IN_FLIGHT }, async () => { while (left-- > 0) await small(path) }))
    many.push((performance.now() - begin) * 1000 / (ASKED * 3))
  }
  return [middle(one), middle(many)]
}

function middle (values) {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

/** Milliseconds 50 MB take to be read. */
async function through (path) {
  const begin = performance.now()
  let received = 0
  for (const reader = (await fetch(path)).body.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    received += value.length
  }
  expect(received, 50 * MB)
  return performance.now() - begin
}

/** Milliseconds that takes, and megabytes it leaves once the engine has collected what it read. */
async function bulk (peer, path) {
  await through(path)
  const before = await settled(peer)
  const times = [await through(path), await through(path), await through(path)]
  return [middle(times), (await settled(peer) - before) / MB]
}

/** Bytes in use, once they have not become less for a second and a half; after eight seconds, as they are. */
async function settled (peer) {
  let least = await peer.memory()
  for (let tries = 0, still = 0; still < 6 && tries < 32; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    const now = await peer.memory()
    still = now < least - MB ? 0 : still + 1
    least = Math.min(least, now)
  }
  return least
}

async function workersWorkload (peer) {
  const report = {}
  try {
    [report.request, report.request_64] = await requests('small.txt')
    if (peer.worker) {
      const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
      await navigator.serviceWorker.register('worker.js')
      await controlled
      ;[report.cached, report.cached_64] = await requests('cached.txt')
      ;[report.changed, report.changed_memory] = await bulk(peer, 'changed.bin')
    }
    ;[report.through, report.through_memory] = await bulk(peer, 'large.bin')
  } catch (error) {
    report.error = String(error?.stack ?? error)
  }
  await peer.done(report)
}
