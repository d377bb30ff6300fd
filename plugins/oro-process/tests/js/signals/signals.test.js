import { request } from 'oro:ipc'
import { test } from 'oro:test'

test('the page is told of the signals that the app listens to', async (t) => {
  const { data: { pid } } = await request('process.info')
  for (const [signal, number] of [['SIGUSR1', 10], ['SIGHUP', 1], ['SIGUSR1', 10]]) {
    const heard = new Promise((resolve) => addEventListener('signal', (event) => resolve(/** @type {any} */ (event).detail), { once: true }))
    await request('process.sendSignal', { pid, signal })
    t.deepEqual(await heard, { signal: number })
  }
})
