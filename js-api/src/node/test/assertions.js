import { deepEqual } from './deep-equal.js'

/** @typedef {import('./tap.js').Finding} Finding */

/** One test while it runs, and what it may assert. */
export class Assertions {
  #plan = -1
  #count = 0
  #done = false

  /**
   * @param {string} name
   * @param {(t: any) => any} fn
   * @param {{ record: (finding: Finding) => void, strict: boolean }} runner
   */
  constructor (name, fn, runner) {
    this.name = name
    this.fn = fn
    this.runner = runner
    this.comment = this.comment.bind(this)
  }

  /** Run it. An error it throws is a failed assertion. */
  async run () {
    try {
      await this.fn(this)
    } catch (error) {
      this.#record(false, error, 'no error thrown', 'test threw an error', 'error', error)
    }
    if (this.#plan >= 0 && this.#plan !== this.#count) {
      this.#record(false, this.#count, this.#plan, 'test ended with the planned number of assertions', 'plan')
    }
    this.#done = true
  }

  /**
   * Say how many assertions this test makes.
   * @param {number} count
   */
  plan (count) {
    this.#plan = count
  }

  /**
   * @param {any} value truthy
   * @param {string} [message]
   */
  ok (value, message = 'should be truthy') {
    this.#assert(Boolean(value), value, 'truthy value', message, 'ok')
  }

  /**
   * Loosely equal, by `==`.
   * @param {any} actual
   * @param {any} expected
   * @param {string} [message]
   */
  equal (actual, expected, message = 'should be equal') {
    this.#assert(actual == expected, actual, expected, message, 'equal') // `==` on purpose: 1 equals '1' here.
  }

  /**
   * @param {any} actual
   * @param {any} expected
   * @param {string} [message]
   */
  notEqual (actual, expected, message = 'should not be equal') {
    this.#assert(actual != expected, actual, expected, message, 'notEqual')
  }

  /**
   * The same structure, leaves strictly equal.
   * @param {any} actual
   * @param {any} expected
   * @param {string} [message]
   */
  deepEqual (actual, expected, message = 'should be equivalent') {
    this.#assert(deepEqual(actual, expected), actual, expected, message, 'deepEqual')
  }

  /**
   * @param {any} actual
   * @param {any} expected
   * @param {string} [message]
   */
  notDeepEqual (actual, expected, message = 'should not be equivalent') {
    this.#assert(!deepEqual(actual, expected), actual, expected, message, 'notDeepEqual')
  }

  /**
   * The same structure, leaves loosely equal.
   * @param {any} actual
   * @param {any} expected
   * @param {string} [message]
   */
  same (actual, expected, message = 'should be the same') {
    this.#assert(deepEqual(actual, expected, (a, b) => a == b || Object.is(a, b)), actual, expected, message, 'same')
  }

  /**
   * @param {() => any} fn
   * @param {RegExp | Function | string} [expected] what the message matches, or the class of the error
   * @param {string} [message]
   */
  throws (fn, expected, message) {
    const text = message ?? (typeof expected === 'string' ? expected : 'should throw')
    /** @type {any} */
    let thrown
    let didThrow = false
    try {
      fn()
    } catch (error) {
      thrown = error
      didThrow = true
    }
    const matches = expected instanceof RegExp
      ? expected.test(String(thrown?.message ?? thrown))
      : typeof expected === 'function' ? thrown instanceof expected : true
    this.#assert(didThrow && matches, thrown, expected ?? 'an error', text, 'throws')
  }

  /** Say that something was not looked at. @param {string} [reason] */
  skip (reason = '') { this.comment(`${this.name} # SKIP ${reason}`.trim()) }
  /** Say that something is not there yet. @param {string} [reason] */
  todo (reason = '') { this.comment(`${this.name} # TODO ${reason}`.trim()) }

  /** @param {string} [message] */
  fail (message = 'fail called') {
    this.#assert(false, 'fail called', 'fail not called', message, 'fail')
  }

  /** @param {string} [message] */
  pass (message = 'pass called') {
    this.#assert(true, null, null, message, 'pass')
  }

  /**
   * @param {any} error must be null or undefined
   * @param {string} [message]
   */
  ifError (error, message = String(error)) {
    this.#assert(error === null || error === undefined, error, 'no error', message, 'ifError', error)
  }

  /** @param {string} text */
  comment (text) {
    console.log(`# ${text}`)
  }

  /**
   * @param {boolean} ok
   * @param {any} actual
   * @param {any} expected
   * @param {string} message
   * @param {string} operator
   * @param {any} [error]
   */
  #assert (ok, actual, expected, message, operator, error) {
    if (this.#done) throw new Error(`Cannot assert "${message}": test "${this.name}" has ended`)
    if (this.runner.strict && !message) throw new Error(`Cannot assert: test "${this.name}" is strict and this has no message`)
    this.#count++
    this.#record(ok, actual, expected, message, operator, error)
  }

  /**
   * @param {boolean} ok
   * @param {any} actual
   * @param {any} expected
   * @param {string} message
   * @param {string} operator
   * @param {any} [error]
   */
  #record (ok, actual, expected, message, operator, error) {
    const stack = ok ? undefined : (error?.stack ?? new Error(message).stack)
    this.runner.record({ ok, actual, expected, message, operator, stack })
  }
}
