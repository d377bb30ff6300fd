/** A project is seen, changed, run, shown in the frame, told signals, and started again. */

import { test } from 'oro:test'
import { named, press, ready, shown, type, until, written } from './panel.js'

test('a shell shows what is typed and what programs write', async (t) => {
  await ready()
  type('echo $((6 * 7)); ls\r')
  await until(() => /42\s+package.json\s+server.js/.test(written()))
  t.match(written(), /echo \$\(\(6 \* 7\)\)/)
})

test('keys are those of a terminal, which has the size that is shown', async (t) => {
  type('sleep 1000\r')
  await until(() => named('#processes li', 'sleep 1000'))
  press('c', { ctrlKey: true })
  await until(() => written().includes('^C'))
  type('stty size > size; cat size\r')
  await until(() => /^\d+ \d+$/m.test(written()))
  const [, rows, cols] = written().match(/^(\d+) (\d+)$/m)
  t.ok(rows > 5 && cols > 20, `${rows} rows, ${cols} columns`)
  type('rm size\r')
})

test('a file is opened, changed and saved', async (t) => {
  await until(() => named('[role=treeitem]', 'server.js'))
  named('[role=treeitem]', 'server.js').click()
  await until(() => shown('#text').value.includes('before'))
  t.equal(shown('#save').disabled, true)
  shown('#text').value = shown('#text').value.replace('before', 'after')
  shown('#text').dispatchEvent(new InputEvent('input'))
  t.equal(shown('#edited').textContent, 'edited')
  dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, cancelable: true }))
  await until(() => shown('#edited').textContent === 'saved in the container')
  type('grep -c after server.js\r')
  await until(() => /^1$/m.test(written()))
})

test('a file that a program writes is seen and read anew', async () => {
  type('mkdir -p sub; echo one > sub/new.txt\r')
  await until(() => named('[role=treeitem]', 'sub'))
  named('[role=treeitem]', 'sub').click()
  await until(() => named('[role=treeitem]', 'new.txt'))
  named('[role=treeitem]', 'new.txt').click()
  await until(() => shown('#text').value === 'one\n')
  type('echo two >> sub/new.txt\r')
  await until(() => shown('#numbers').textContent.endsWith('3') && shown('#text').value === 'one\ntwo\n')
})

test('what is offered runs, and its server is shown', async (t) => {
  t.equal(shown('#offers').value, 'npm run start')
  const heard = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }))
  shown('#run').click()
  await until(() => !shown('#frame').hidden)
  t.equal(await heard, 'after')
  await until(() => named('#ports li', 'answers'))
  await until(() => written().includes('serving after'))
})

test('a signal reaches a process that a program started', async () => {
  await until(() => named('#processes li', 'node server.js'))
  for (const row of document.querySelectorAll('#processes li')) {
    if (row.textContent.match(/^\d+node server\.js$/)) row.click()
  }
  shown('#signal').value = 'SIGUSR2'
  shown('#send').click()
  await until(() => written().includes('got SIGUSR2'))
})

test('it is ended, the panel says so, and the log has it all', async (t) => {
  shown('#stop').click()
  await until(() => shown('#stop').disabled && named('#ports li', 'closed'))
  t.match(shown('#application-empty').textContent, /port 3000 any more/)
  named('[role=tab]', 'Log').click()
  await until(() => written().includes('SIGUSR2 was sent to'))
  t.match(written(), /booted in \d+ ms; its walls are namespaces/)
  t.match(written(), /3000 answers/)
  t.match(written(), /server.js was saved in the container/)
})
