import ipc from 'oro:ipc'
import { test } from 'oro:test'

test('a page can stand still for a while', (t) => {
  const before = performance.now()
  const { err } = ipc.sendSync('timers.setTimeout', { timeout: 60, wait: true })
  t.equal(err, null)
  t.ok(performance.now() - before >= 50)
})

test('a page is told when the time is over', async (t) => {
  /** @type {any[]} */
  const told = []
  const over = new Promise((resolve) => addEventListener('data', (/** @type {any} */ { detail }) => { told.push(detail.params); resolve(0) }, { once: true }))
  const { data } = await ipc.request('timers.setTimeout', { timeout: 30 })
  await over
  t.deepEqual(told, [{ source: 'timers.setTimeout', data }])
})
