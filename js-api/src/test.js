/**
 * Tests that run in the page and report TAP on the console.
 *
 *     import { test } from 'oro:test'
 *     test('adds', (t) => { t.equal(1 + 1, 2) })
 *
 * @module
 */

import { Test } from './test/case.js'
import initContext from './test/context.js'
import { getDefaultTestRunnerTimeout, TestRunner } from './test/runner.js'

export { getDefaultTestRunnerTimeout, Test, TestRunner }

let prepared = false

/** The runner behind `test()`. */
export const GLOBAL_TEST_RUNNER = new TestRunner()

/**
 * Add a test; the first one starts the clock.
 * @param {string} name
 * @param {(t: Test) => any} fn
 */
export function test (name, fn) {
  add(name, fn, false)
}

/**
 * Add a test and run only those added so.
 * @param {string} name
 * @param {(t: Test) => any} fn
 */
export function only (name, fn) {
  add(name, fn, true)
}

/**
 * Do not run this one.
 * @param {string} _name
 * @param {(t: Test) => any} [_fn]
 */
export function skip (_name, _fn) {}

/**
 * Demand a message of every assertion.
 * @param {boolean} strict
 */
export function setStrict (strict) {
  GLOBAL_TEST_RUNNER.strict = Boolean(strict)
}

test.only = only
test.skip = skip

export default test

/**
 * @param {string} name
 * @param {(t: Test) => any} fn
 * @param {boolean} alone
 */
function add (name, fn, alone) {
  if (!prepared) {
    prepared = true
    initContext(GLOBAL_TEST_RUNNER)
  }
  GLOBAL_TEST_RUNNER.add(name, fn, alone)
}
