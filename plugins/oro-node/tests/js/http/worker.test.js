import { once } from 'oro:events'
import { test } from 'oro:test'

test('a worker serves and asks, too', async (t) => {
  const worker = new Worker(new URL('./support/worker.js', import.meta.url), { type: 'module' })
  const [{ data }] = await once(worker, 'message')
  worker.terminate()
  t.deepEqual(data, { bodies: [3, 300000], upgraded: 101, secured: 'over TLS' })
})
