/** What runs is started again when a file of the container changes. */

import { test } from 'oro:test'
import { named, ready, shown, type, until, written } from './panel.js'

test('a change has the server started again, and the frame shows it', async (t) => {
  const heard = []
  addEventListener('message', ({ data }) => heard.push(data))
  await ready()
  shown('#run').click()
  await until(() => written().includes('serving before'))
  await until(() => shown('#status').textContent === 'Serves at port 3000')
  named('[role=tab]', 'Shell').click()
  type('sed -i s/before/after/ server.js\r')
  await until(() => written().includes('serving after'))
  await until(() => shown('#status').textContent === 'Serves at port 3000' && heard.includes('after'))
  named('[role=tab]', 'Log').click()
  t.match(written(), /server\.js changed: starts again/)
})

// The editor is left out while no file is open.
test('keys lead from one part of the panel to the next', (t) => {
  const seen = []
  for (let times = 0; times < 6; times++) {
    dispatchEvent(new KeyboardEvent('keydown', { key: 'F6', cancelable: true }))
    seen.push(document.activeElement.closest('[data-region]')?.className)
  }
  t.deepEqual([...new Set(seen)].sort(), ['pane application', 'pane console', 'pane files', 'pane ports', 'pane processes'])
})
