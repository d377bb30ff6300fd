import { wrapHarness } from 'oro:test/harness'
import { deepEqual } from 'oro:test/deep-equal'
import { platformFilters } from 'oro:test/platforms'
import { GLOBAL_TEST_RUNNER, Test, test, TestRunner } from 'oro:test'

test('a runner reports TAP, failures with a diagnosis', async (t) => {
  const { lines, result } = await run({
    passes: (inner) => { inner.ok(1); inner.equal(1, '1', 'loose') },
    fails: (inner) => inner.deepEqual({ a: [1] }, { a: [2] }, 'not the same'),
    throws: () => { throw new TypeError('on purpose') }
  })
  t.deepEqual(lines.slice(0, 5), ['TAP version 13', '# passes', 'ok 1 should be truthy', 'ok 2 loose', '# fails'])
  t.ok(lines.includes('not ok 3 not the same') && lines.includes('    operator: deepEqual'))
  t.ok(lines.includes('    actual: TypeError: on purpose'))
  t.deepEqual(lines.slice(-4), ['1..4', '# tests 4', '# pass  2', '# fail  2'])
  t.deepEqual(result, { total: 4, success: 2, fail: 2 })
})

test('a run without failures says ok', async (t) => {
  const { lines } = await run({ passes: (inner) => inner.pass() })
  t.equal(lines.at(-1), '# ok')
})

test('only runs what says so', async (t) => {
  const runner = new TestRunner(() => {})
  /** @type {string[]} */
  const ran = []
  runner.add('not this', () => { ran.push('not this') })
  runner.add('this', () => { ran.push('this') }, true)
  await finished(runner)
  t.deepEqual(ran, ['this'])
  t.throws(() => runner.add('late', () => {}), /the tests have run/)
})

test('a plan is kept, and nothing may be asserted after the end', async (t) => {
  /** @type {any} */
  let ended
  const { result } = await run({
    kept: (inner) => { inner.plan(1); inner.pass() },
    broken: (inner) => { inner.plan(2); inner.pass(); ended = inner }
  })
  t.equal(result.fail, 1)
  t.throws(() => ended.pass(), /has ended/)
})

test('a test has tests inside, and mocks that end with it', async (t) => {
  const clock = { now: () => 'real' }
  const { lines, result } = await run({
    outer: async (inner) => {
      inner.mock.method(clock, 'now', () => 'mocked')
      await inner.test('inner', (innermost) => { innermost.equal(clock.now(), 'mocked', 'mocked') })
      await inner.test('fails', () => { throw new Error('on purpose') })
    }
  })
  t.deepEqual(result, { total: 2, success: 1, fail: 1 })
  t.deepEqual(lines.slice(1, 4), ['# outer', 'ok 1 mocked', 'not ok 2 test threw an error'])
  t.equal(clock.now(), 'real')
})

test('a strict runner wants messages', async (t) => {
  const { result } = await run({ silent: (inner) => inner.ok(true, '') }, true)
  t.equal(result.fail, 1)
})

test('throws looks at what was thrown', async (t) => {
  const { result } = await run({
    pattern: (inner) => inner.throws(() => { throw new Error('abc') }, /b/),
    other: (inner) => inner.throws(() => { throw new Error('abc') }, /x/),
    wrong: (inner) => inner.throws(() => { throw new Error('abc') }, TypeError),
    silent: (inner) => inner.throws(() => {})
  })
  t.equal(result.success, 1)
})

test('deep equality looks at structure', (t) => {
  const loop = /** @type {any} */ ({ a: 1 })
  loop.self = loop
  const other = /** @type {any} */ ({ a: 1 })
  other.self = other
  t.ok(deepEqual(loop, other))
  t.ok(deepEqual(new Map([[1, { a: new Set([1]) }]]), new Map([[1, { a: new Set([1]) }]])))
  t.ok(deepEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2])) && !deepEqual(new Uint8Array([1]), new Uint8Array([2])))
  t.ok(!deepEqual({ a: undefined }, {}) && !deepEqual([], {}) && deepEqual(NaN, NaN))
  t.ok(!deepEqual(new Date(1), new Date(2)) && deepEqual(new Date(1), new Date(1)))
  t.same({ a: 1 }, { a: '1' })
  t.notDeepEqual({ a: 1 }, { a: '1' })
})

test('a harness is fresh for each test, and closed after it', async (t) => {
  /** @type {string[]} */
  const steps = []
  /** @type {any[]} */
  const added = []
  const plain = (/** @type {any[]} */ ...args) => { added.push(args) }
  const withHarness = wrapHarness(Object.assign(plain, { only: plain, skip: plain }), class {
    async bootstrap () {
      steps.push('bootstrap')
    }

    async close () {
      steps.push('close')
    }
  })
  withHarness('first', () => { steps.push('first') })
  withHarness.only('second', { an: 'option' }, () => { throw new Error('on purpose') })
  await added[0][1](t)
  const failure = await added[1][1](t).catch((/** @type {Error} */ error) => error.message)
  t.deepEqual(steps, ['bootstrap', 'first', 'close', 'bootstrap', 'close'])
  t.equal(failure, 'on purpose')
  t.ok(GLOBAL_TEST_RUNNER.length > 5)
})

/**
 * @param {Record<string, (t: Test) => any>} tests
 * @param {boolean} [strict]
 */
async function run (tests, strict = false) {
  /** @type {string[]} */
  const lines = []
  const runner = new TestRunner((line) => lines.push(line))
  runner.strict = strict
  for (const [name, fn] of Object.entries(tests)) runner.add(name, fn)
  return { lines, result: await finished(runner) }
}

/**
 * @param {TestRunner} runner
 * @returns {Promise<any>}
 */
function finished (runner) {
  return new Promise((resolve) => runner.onFinish(resolve))
}

test('errors are expected by pattern, class, error, members or function', async (t) => {
  const { lines } = await run({
    passes: async (inner) => {
      const error = Object.assign(new TypeError('no such tide'), { code: 'ENOENT' })
      const fail = () => { throw error }
      for (const expected of [/tide/, TypeError, Error, new TypeError('no such tide'), { code: 'ENOENT', message: /such/ }, (/** @type {any} */ { code }) => code === 'ENOENT']) {
        inner.throws(fail, expected)
        await inner.rejects(async () => fail(), expected)
      }
      await inner.rejects(Promise.reject(error), 'a text is the message')
      inner.doesNotThrow(() => {})
      inner.notOk(0)
      inner.match('high tide', /tide/)
      inner.doesNotMatch('high tide', /low/)
      inner.ok(true, new Error('an error may be the message'))
      inner.skip('not here')
      inner.todo()
    },
    fails: async (inner) => {
      const error = new TypeError('no such tide')
      for (const expected of [/moon/, RangeError, new TypeError('other'), { code: 'ENOENT' }, () => false]) inner.throws(() => { throw error }, expected)
      await inner.rejects(Promise.resolve(1))
      inner.throws(() => {})
      inner.notOk(1)
      inner.match('a', /b/)
      inner.doesNotThrow(() => { throw error })
    }
  })
  t.equal(lines.filter((line) => line.startsWith('ok ')).length, 20)
  t.equal(lines.filter((line) => line.startsWith('not ok ')).length, 10)
  t.ok(lines.includes('ok 13 a text is the message') && lines.includes('ok 18 an error may be the message'))
  t.ok(lines.includes('ok 19 not here # SKIP') && lines.includes('ok 20 # TODO'))
})

test('what looks the same is told apart by its class', async (t) => {
  class Tide { height = 1 }
  const { lines } = await run({
    passes: (inner) => inner.deepEqual(Object.assign(Object.create(null), { a: 1 }), { a: 1 }),
    fails: (inner) => inner.deepEqual({ at: new Tide() }, { at: { height: 1 } })
  })
  t.equal(lines[2], 'ok 1 should be equivalent', 'an object without a prototype is as plain as any')
  t.ok(lines.some((line) => line.trim() === '} of Object { at: Tide }'), 'the class')
})

test('filters of platforms leave out the tests of others', (t) => {
  /** @type {string[]} */
  const ran = []
  const add = Object.assign((/** @type {string} */ name) => { ran.push(name) }, { only: (/** @type {string} */ name) => { ran.push(`only ${name}`) }, skip: () => {} })
  const filters = platformFilters(add, 'linux')
  for (const name of Object.keys(filters)) filters[name](name)
  filters.unix.only('a')
  filters.windows.only('b')
  filters.linux.skip('c')
  t.deepEqual(ran, ['desktop', 'linux', 'unix', 'only a'])
})
