import test, { after, afterEach, before, beforeEach, describe, it } from 'oro:test'
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
