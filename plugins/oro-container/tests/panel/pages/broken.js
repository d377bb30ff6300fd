/** A container that cannot boot: the panel says why. */

import { test } from 'oro:test'
import { shown, until } from './panel.js'

test('the panel says why, and tries again when asked', async (t) => {
  await until(() => shown('#status').textContent === 'Did not boot')
  t.match(shown('#trouble').textContent, /Cannot boot a container/)
  shown('#trouble button').click()
  await until(() => shown('#status').textContent === 'Booting')
  await until(() => shown('#status').textContent === 'Did not boot')
})
