import ipc from 'oro:ipc'
import { open, stores } from 'oro:store'
import { test } from 'oro:test'

const values = [null, false, 0, -1.5, 'é \u{1f600} "\\', '', [], {}, { a: [1, { b: null }] }, 'x'.repeat(2_000_000)]

test('what JSON can say comes back', async (t) => {
  const store = open('values')
  for (const [index, value] of values.entries()) {
    await store.set(`key ${index} ü/?&`, value)
    t.deepEqual(await store.get(`key ${index} ü/?&`), value)
  }
  t.equal((await store.keys()).length, values.length)
  t.deepEqual((await store.entries()).map(([, value]) => value), values)
  await store.clear()
  t.deepEqual(await store.entries(), [])
})

test('a key that holds nothing is told from one that holds null', async (t) => {
  const store = open()
  await store.set('null', null)
  t.deepEqual([await store.has('null'), await store.has('none')], [true, false])
  t.deepEqual([await store.get('null', 1), await store.get('none', 1), await store.get('none')], [null, 1, undefined])
  t.deepEqual([await store.delete('null'), await store.delete('null')], [true, false])
})

test('stores know nothing of each other', async (t) => {
  const [one, two] = [open('one'), open('two')]
  await one.set('key', 1)
  await two.set('key', 2)
  await one.clear()
  t.equal(await two.get('key'), 2)
  t.deepEqual(await stores(), ['two'])
  await two.clear()
})

test('several changes are one', async (t) => {
  const store = open('several')
  await store.set('old', 1)
  // That of `old` may be told only now.
  const heard = new Promise((resolve) => store.onChange((change) => { if (change.deleted.length) resolve(change) }))
  await store.update({ set: { a: 1, __proto__x: 2 }, delete: ['old', 'none'] })
  t.deepEqual(await heard, { store: 'several', set: ['a', '__proto__x'], deleted: ['old'] })
  t.deepEqual(await store.entries(), [['__proto__x', 2], ['a', 1]])
  const body = '{"set":{"b":1},"delete":["b"]}'
  t.equal((await ipc.write('store.update', { store: 'several' }, body)).err?.code, 'ERR_INVALID_ARG')
  t.equal(await store.has('b'), false)
})

test('changes are heard by those of the store, until they do not want to', async (t) => {
  /** @type {any[]} */
  const heard = []
  const off = open('heard').onChange((change) => heard.push(change))
  await open('other').set('key', 1)
  await open('heard').set('key', 1)
  const last = new Promise((resolve) => open('heard').onChange((change) => { if (change.deleted.length) resolve(change) }))
  await open('heard').delete('key')
  await last
  off()
  t.deepEqual(heard.map(({ set, deleted }) => [set, deleted]), [[['key'], []], [[], ['key']]])
})

test('what JSON cannot say is refused', async (t) => {
  const message = (/** @type {Promise<any>} */ promise) => promise.catch((error) => error.message)
  t.equal(await message(open().set('key', undefined)), 'Cannot store "key": JSON has no undefined')
  t.equal(await message(open().update({ set: { key: () => {} } })), 'Cannot store "key": JSON has no function')
  t.equal((await ipc.write('store.set', { key: 'key' }, '{')).err?.code, 'ERR_INVALID_ARG')
  t.equal(await open().has('key'), false)
})
