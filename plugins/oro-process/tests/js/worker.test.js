import { once } from 'oro:events'
import { test } from 'oro:test'

test('a worker runs programs too', async (t) => {
  const worker = new Worker(new URL('./support/worker.js', import.meta.url), { type: 'module' })
  const [event] = await once(worker, 'message')
  worker.terminate()
  t.deepEqual(event.data, { stdout: 'out\n', sync: 'sync\n', code: 3 })
})
