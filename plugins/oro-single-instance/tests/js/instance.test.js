import ipc from 'oro:ipc'
import { onStart, starts } from 'oro:single-instance'
import { test } from 'oro:test'

test('a page hears of a further start, with its arguments and its folder', async (t) => {
  const before = await starts()
  t.equal(before.length, 1, 'the start that became the app')
  const heard = new Promise((resolve) => onStart(resolve))
  const { data: code } = await ipc.request('test.again', { argument: '--open=ä b', cwd: '/' })
  t.equal(code, 0)
  t.deepEqual(await heard, { argv: ['--open=ä b'], cwd: '/' })
  t.deepEqual((await starts()).slice(1), [{ argv: ['--open=ä b'], cwd: '/' }])
})

test('who takes the callback away hears no more', async (t) => {
  /** @type {any[]} */
  const heard = []
  const off = onStart((start) => heard.push(start))
  off()
  const other = new Promise((resolve) => onStart(resolve))
  await ipc.request('test.again', { argument: 'x', cwd: '/' })
  await other
  t.deepEqual(heard, [])
})
