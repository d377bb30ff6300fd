import gc from 'oro:gc'
import { test } from 'oro:test'

test('an object is cleaned up after, once', async (t) => {
  /** @type {any[]} */
  const cleaned = []
  const object = { [gc.finalizer]: () => ({ args: [1, 2], handle: (/** @type {any[]} */ ...args) => cleaned.push(args) }) }
  t.equal(gc.ref(object), true)
  t.equal(gc.ref(object), false)
  t.equal(gc.pool.size, 1)
  t.equal(await gc.finalize(object), true)
  t.equal(await gc.finalize(object), false)
  t.deepEqual(cleaned, [[1, 2]])
  t.equal(gc.pool.size, 0)
})

test('an object that is let go is not', async (t) => {
  const object = {}
  t.equal(gc.ref(object, () => t.fail('it was cleaned up after')), true)
  t.equal(gc.unref(object), true)
  t.equal(gc.unref(object), false)
  t.equal(await gc.finalize(object), false)
  t.equal(gc.ref({}), false)
  t.equal(gc.ref(5), false)
})

test('everything can be cleaned up after at once, and what fails is told', async (t) => {
  /** @type {number[]} */
  const cleaned = []
  const objects = [{}, {}, {}]
  gc.ref(objects[0], () => cleaned.push(0))
  gc.ref(objects[1], () => { throw new Error('no') })
  gc.retain(objects[2])
  gc.ref(objects[2], () => cleaned.push(2))
  const error = await gc.release().then(() => null, (/** @type {any} */ error) => error)
  t.deepEqual(cleaned, [0, 2])
  t.equal(error.errors[0].message, 'no')
  t.equal(gc.pool.size, 0)
  t.throws(() => new gc.Finalizer([]), TypeError)
})
