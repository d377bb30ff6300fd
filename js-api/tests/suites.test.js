import test, { after, afterEach, before, beforeEach, describe, it, Test } from 'oro:test'
import { Suite } from 'oro:test/suites'

test('hooks run around the tests of a suite, in the order of Node', async (t) => {
  /** @type {string[]} */
  const order = []
  const outer = new Suite('outer', null)
  const inner = new Suite('inner', outer)
  for (const suite of [outer, inner]) {
    for (const name of /** @type {const} */ (['before', 'after', 'beforeEach', 'afterEach'])) suite.hooks[name].push(() => order.push(`${name} ${suite.name}`))
  }
  inner.expect()
  inner.expect()
  await inner.run(t, () => order.push('one'))
  await inner.run(t, () => { throw new Error('two') }).catch(() => order.push('failed'))
  t.deepEqual(order, [
    'before outer', 'before inner', 'beforeEach outer', 'beforeEach inner', 'one', 'afterEach inner', 'afterEach outer',
    'beforeEach outer', 'beforeEach inner', 'afterEach inner', 'afterEach outer', 'after inner', 'after outer', 'failed'
  ], 'order')
  t.equal(inner.title('test'), 'outer > inner > test', 'title')
  t.ok([after, afterEach, before, beforeEach, describe, it].every((fn) => typeof fn === 'function'), 'the names of node:test')
})

test('a test may hold others, with hooks, options and callbacks', async (t) => {
  /** @type {string[]} */
  const order = []
  const log = (/** @type {string} */ what) => { order.push(what) }
  const outer = new Test('outer', async (/** @type {Test} */ t) => {
    t.before(() => log('before'))
    t.after(() => log('after'))
    t.beforeEach((_t, done) => { log('each'); setTimeout(done, 1) })
    t.afterEach(() => log('after each'))
    await t.test('a', () => log('a'))
    await t.test('skipped', { skip: true }, () => log('never'))
    await t.test('callback', (_t, done) => { log('callback'); setTimeout(done, 1) })
    await t.test(function named (inner) { inner.after(() => log('own')); log(inner.name) })
    await t.test('mocks', (inner) => {
      const object = { f () { return 1 } }
      inner.mock.method(object, 'f', () => 2)
      t.after(() => log(`restored ${object.f()}`))
      log(`mocked ${object.f()}`)
    })
  }, { record () {}, strict: false })
  await outer.run()
  await outer.finished
  t.deepEqual(order, [
    'before', 'each', 'a', 'after each', 'each', 'callback', 'after each', 'each', 'outer > named', 'after each', 'own', 'each', 'mocked 2', 'after each',
    'after', 'restored 1'
  ], 'order')
  t.ok(outer.signal.aborted && !t.signal.aborted, 'the signal of a test that ended')
})
