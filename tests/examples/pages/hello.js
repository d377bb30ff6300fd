import { test } from 'oro:test'
import { until } from './support.js'

test('Hello tells who answered', async (t) => {
  const told = document.querySelector('#told')
  await until(() => !told.textContent.startsWith('Asking'))
  t.ok(/^from Python 3\.\d+\.\d+ on \w+$/.test(told.textContent), told.textContent)
})
