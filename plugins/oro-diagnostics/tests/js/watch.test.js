import { Watch } from 'oro:diagnostics/panel/watch'
import { test } from 'oro:test'

test('a look while another is under way sees what was done before it', async (t) => {
  const watch = new Watch()
  await watch.look()
  const before = watch.timings.routes['diagnostics.timings']?.count ?? 0
  const first = watch.look()
  await watch.look()
  t.ok(watch.timings.routes['diagnostics.timings'].count > before, 'the answer is that of the look under way')
  await first
})
