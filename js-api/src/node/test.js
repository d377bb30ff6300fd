/**
 * Tests that run in the page and report TAP on the console.
 *
 *     import { test } from 'oro:test'
 *     test('adds', (t) => { t.equal(1 + 1, 2) })
 *
 * `describe()`, `it()` and the hooks of `node:test` are there too; a test's `t` is this module's.
 *
 * @module
 */

import { missing } from '../base/internal/missing.js'
import { Test } from './test/case.js'
import initContext from './test/context.js'
import { called, formOf } from './test/forms.js'
import { MockTracker } from './test/mock.js'
import { platformFilters } from './test/platforms.js'
import { getDefaultTestRunnerTimeout, TestRunner } from './test/runner.js'
import { Suite } from './test/suites.js'

export { getDefaultTestRunnerTimeout, Test, TestRunner }

let prepared = false
let current = new Suite('', null)

/** The runner behind `test()`. */
export const GLOBAL_TEST_RUNNER = new TestRunner()

/**
 * Add a test; the first one starts the clock.
 * @overload
 * @param {string} name
 * @param {(t: Test, done?: any) => any} fn
 * @returns {Promise<void>}
 *
 * @overload
 * @param {string} name
 * @param {Record<string, any>} options
 * @param {(t: Test, done?: any) => any} [fn]
 * @returns {Promise<void>}
 *
 * @overload
 * @param {(t: Test, done?: any) => any} fn
 * @returns {Promise<void>}
 *
 * @param {any} name left out for that of the function
 * @param {any} [options] left out, or looked at for `skip` and `only`
 * @param {(t: Test, done?: any) => any} [fn] one with two parameters ends when it calls the second
 * @returns {Promise<void>} when it has run
 */
export function test (name, options, fn) {
  const form = formOf(name, options, fn)
  return form.options.skip ? skip(form.name) : add(form.name, form.fn, Boolean(form.options.only))
}

/**
 * Add a test and run only those added so.
 * @overload
 * @param {string} name
 * @param {(t: Test, done?: any) => any} fn
 * @returns {Promise<void>}
 *
 * @overload
 * @param {string} name
 * @param {Record<string, any>} options
 * @param {(t: Test, done?: any) => any} [fn]
 * @returns {Promise<void>}
 *
 * @param {any} name
 * @param {any} [options]
 * @param {(t: Test, done?: any) => any} [fn]
 * @returns {Promise<void>} when it has run
 */
export function only (name, options, fn) {
  const form = formOf(name, options, fn)
  return add(form.name, form.fn, true)
}

/**
 * Do not run this one. A page whose tests are all left out reports that it has none.
 * @param {string} _name
 * @param {(t: Test) => any} [_fn]
 */
export async function skip (_name, _fn) {
  prepare()
  GLOBAL_TEST_RUNNER.schedule()
}

/**
 * Demand a message of every assertion.
 * @param {boolean} strict
 */
export function setStrict (strict) {
  GLOBAL_TEST_RUNNER.strict = Boolean(strict)
}

/**
 * Put the tests that `fn` adds together under a name.
 * @param {string} name
 * @param {any} options left out, or looked at for `skip`
 * @param {() => void} [fn]
 * @returns {Promise<void>}
 */
export async function describe (name, options, fn = options) {
  if (typeof fn !== 'function' || (typeof options === 'object' && options?.skip)) return skip(name)
  const suite = current = new Suite(name, current)
  try {
    fn()
  } finally {
    current = /** @type {Suite} */ (suite.parent)
  }
}
describe.skip = skip
describe.todo = skip

/**
 * Add a test of the present suite.
 * @param {string} name
 * @param {any} [options] left out, or looked at for `skip` and `todo`
 * @param {(t: Test, done?: any) => any} [fn]
 * @returns {Promise<void>} when it has run
 */
export async function it (name, options, fn = options) {
  if (typeof fn !== 'function' || (typeof options === 'object' && (options?.skip || options?.todo))) return skip(name)
  const suite = current
  suite.expect()
  await add(suite.title(name), (t) => suite.run(t, () => called(fn, t)), false)
}
it.skip = skip
it.todo = skip

/** @param {import('./test/suites.js').Hook} hook run before the first test of the suite */
export const before = (hook) => { current.hooks.before.push(hook) }
/** @param {import('./test/suites.js').Hook} hook run after the last test of the suite */
export const after = (hook) => { current.hooks.after.push(hook) }
/** @param {import('./test/suites.js').Hook} hook */
export const beforeEach = (hook) => { current.hooks.beforeEach.push(hook) }
/** @param {import('./test/suites.js').Hook} hook */
export const afterEach = (hook) => { current.hooks.afterEach.push(hook) }

/** Functions that remember their calls, and a clock that tests move. */
export const mock = new MockTracker()
export const run = missing('test.run()')
export { describe as suite, skip as todo }

test.only = only
test.skip = skip
Object.assign(test, { test, todo: skip, describe, suite: describe, it, before, after, beforeEach, afterEach, mock, run }, platformFilters(test))

export default test

/**
 * @param {string} name
 * @param {(t: Test) => any} fn
 * @param {boolean} alone
 */
function add (name, fn, alone) {
  prepare()
  return GLOBAL_TEST_RUNNER.add(name, fn, alone).finished
}

function prepare () {
  if (prepared) return
  prepared = true
  initContext(GLOBAL_TEST_RUNNER)
}
