import diagnostics, { channel, runtime, window as own } from 'oro:diagnostics'
import { test } from 'oro:test'

const { metrics } = own

/**
 * @param {string} name
 * @param {(message: any) => boolean} wanted
 * @returns {Promise<any>}
 */
function message (name, wanted) {
  return new Promise((resolve) => {
    const off = channel(name).subscribe((message) => { if (wanted(message)) { off(); resolve(message) } })
  })
}

test('nothing is measured while nobody hears', async (t) => {
  const native = globalThis.fetch
  const off = channel('window.*').subscribe(() => {})
  t.ok(globalThis.fetch !== native && metrics.fetch.isActive && metrics.Worker?.isActive)
  off()
  t.ok(globalThis.fetch === native && !metrics.fetch.isActive)
})

test('requests are counted', async (t) => {
  const ended = message('window.fetch', ({ active, total }) => total === 2 && active === 0)
  const wrong = fetch('oro:///nowhere:x').catch(() => {})
  await Promise.all([fetch('ipc://ping'), wrong])
  const { succeeded, failed } = await ended
  t.equal(succeeded + failed, 2)
  const requested = message('window.XMLHttpRequest', ({ succeeded }) => succeeded === 1)
  const xhr = new XMLHttpRequest()
  xhr.open('GET', 'ipc://ping')
  xhr.send()
  t.deepEqual(await requested, { total: 1, active: 0, succeeded: 1, failed: 0 })
})

test('workers are counted', async (t) => {
  const ended = message('window.Worker', ({ succeeded }) => succeeded === 1)
  const worker = new Worker(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })))
  t.ok(worker instanceof Worker)
  worker.terminate()
  worker.terminate()
  t.deepEqual(await ended, { total: 1, active: 0, succeeded: 1, failed: 0 })
})

test('frames are counted', async (t) => {
  const { rate, longest } = await message('window.requestAnimationFrame', ({ samples }) => samples >= 5)
  t.ok(rate > 0 && longest > 0)
})

test('what the host holds can be asked for', async (t) => {
  const { windows } = await runtime.query()
  t.equal(windows.handles.count, 1)
  t.deepEqual(await runtime.query('windows.handles.ids'), [0])
  t.equal(await runtime.query('nothing.at.all'), undefined)
  t.equal(typeof (await diagnostics.runtime.capabilities()).streaming.sseIncremental, 'boolean')
})

test('how long calls take can be asked for', async (t) => {
  await fetch('ipc://ping')
  const { routes, plugins, loop } = await runtime.timings()
  t.equal(routes.ping.plugin, 'core')
  t.ok(routes.ping.count > 0 && routes.ping.max >= routes.ping.mean)
  t.equal(plugins.diagnostics.state, 'active')
  t.ok(loop.count > 0 && loop.spread.length > 0)
})
