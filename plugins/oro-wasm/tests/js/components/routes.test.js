import { test } from 'oro:test'
import ipc from 'oro:ipc'

test('functions of a component are called as routes are', async (t) => {
  t.equal((await ipc.request('calc.add', { a: 2, theOther: 3 })).data, 5)
  t.equal((await ipc.request('calc.sameText', { text: 'Zoë' })).data, 'Zoë')
  t.equal((await ipc.request('calc.sameText', { text: '' })).data, '')
})

test('bytes go in the body and come as they are', async (t) => {
  const { data } = await ipc.write('calc.sameBytes', {}, new Uint8Array([0, 1, 255]))
  t.deepEqual([...new Uint8Array(data)], [0, 1, 255])
})

test('lists are checked and named in errors', async (t) => {
  const { err } = await ipc.request('calc.plainShapes.shift', { value: JSON.stringify([1, 'x', 300]) })
  t.ok(err.message.includes('Expected `int` <= 255 - at `$[2]`'), err.message)
  const { data } = await ipc.request('calc.plainShapes.shift', { value: JSON.stringify(['Infinity', 'x', 7]) })
  t.deepEqual(data, ['Infinity', 'x', 7])
})

test('an error of a function has its payload', async (t) => {
  t.equal((await ipc.request('calc.check', { n: 9 })).data, 9)
  const { err } = await ipc.request('calc.check', { n: 10 })
  t.deepEqual([err.message, err.code, err.payload], ['Cannot finish "calc.check": too large', 'ERR_COMPONENT', 'too large'])
})

test('a trap names the functions that were under way, and the next call has a new instance', async (t) => {
  t.deepEqual([(await ipc.request('calc.count')).data, (await ipc.request('calc.count')).data], [1, 2])
  const { err } = await ipc.request('calc.fail')
  t.deepEqual([err.trap, err.frames], ['unreachable', ['inner_part', 'fail_now']])
  t.equal((await ipc.request('calc.count')).data, 1)
})

test('a function that never ends is ended at its time, or when the page gives it up', async (t) => {
  t.equal((await ipc.request('brief.spin')).err.name, 'TimeoutError')
  t.equal((await ipc.request('brief.count')).data, 1)
  const controller = new AbortController()
  const spinning = ipc.request('calc.spin', {}, { signal: controller.signal })
  const waiting = ipc.request('calc.count')
  controller.abort()
  t.ok((await spinning).err, 'it was given up')
  // Whether it had begun or not, calls behind it are answered.
  t.ok(Number.isInteger((await waiting).data), 'the next call has its turn')
})

test('a window has its own instance where that is configured', async (t) => {
  t.equal((await ipc.request('own.count')).data, 1)
  t.equal((await ipc.request('own.count')).data, 2)
})
