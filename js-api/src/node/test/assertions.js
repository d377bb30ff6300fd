import { deepEqual } from './deep-equal.js'
import { isExpected } from './thrown.js'

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
   * @param {string | Error} [message]
   */
  ok (value, message = 'should be truthy') {
    this.#assert(Boolean(value), value, 'truthy value', message, 'ok')
  }

  /**
   * @param {any} value falsy
   * @param {string | Error} [message]
   */
  notOk (value, message = 'should be falsy') {
    this.#assert(!value, value, 'falsy value', message, 'notOk')
  }

  /**
   * @param {any} text
   * @param {RegExp} pattern
   * @param {string | Error} [message]
   */
  match (text, pattern, message = `should match ${pattern}`) {
    this.#assert(typeof text === 'string' && text.search(pattern) >= 0, text, pattern, message, 'match')
  }

  /**
   * @param {any} text
   * @param {RegExp} pattern
   * @param {string | Error} [message]
   */
  doesNotMatch (text, pattern, message = `should not match ${pattern}`) {
    this.#assert(typeof text === 'string' && text.search(pattern) < 0, text, pattern, message, 'doesNotMatch')
  }

  /**
   * Loosely equal, by `==`.
   * @param {any} actual
   * @param {any} expected
   * @param {string | Error} [message]
   */
  equal (actual, expected, message = 'should be equal') {
    this.#assert(actual == expected, actual, expected, message, 'equal') // `==` on purpose: 1 equals '1' here.
  }

  /**
   * @param {any} actual
   * @param {any} expected
   * @param {string | Error} [message]
   */
  notEqual (actual, expected, message = 'should not be equal') {
    this.#assert(actual != expected, actual, expected, message, 'notEqual')
  }

  /**
   * The same structure, leaves strictly equal.
   * @param {any} actual
   * @param {any} expected
   * @param {string | Error} [message]
   */
  deepEqual (actual, expected, message = 'should be equivalent') {
    this.#assert(deepEqual(actual, expected), actual, expected, message, 'deepEqual')
  }

  /**
   * @param {any} actual
   * @param {any} expected
   * @param {string | Error} [message]
   */
  notDeepEqual (actual, expected, message = 'should not be equivalent') {
    this.#assert(!deepEqual(actual, expected), actual, expected, message, 'notDeepEqual')
  }

  /**
   * The same structure, leaves loosely equal.
   * @param {any} actual
   * @param {any} expected
   * @param {string | Error} [message]
   */
  same (actual, expected, message = 'should be the same') {
    this.#assert(deepEqual(actual, expected, (a, b) => a == b || Object.is(a, b)), actual, expected, message, 'same')
  }

  /**
   * @param {() => any} fn
   * @param {import('./thrown.js').ExpectedError} [expected] see `isExpected()`; a text is the message
   * @param {string | Error} [message]
   */
  throws (fn, expected, message) {
    try {
      fn()
    } catch (error) {
      return this.#assert(isExpected(error, expected), error, expected ?? 'an error', message ?? told(expected, 'should throw'), 'throws')
    }
    this.#assert(false, undefined, expected ?? 'an error', message ?? told(expected, 'should throw'), 'throws')
  }

  /**
   * @param {() => any} fn
   * @param {string | Error} [message]
   */
  doesNotThrow (fn, message = 'should not throw') {
    try {
      fn()
    } catch (error) {
      return this.#assert(false, error, 'no error', message, 'doesNotThrow', error)
    }
    this.#assert(true, undefined, undefined, message, 'doesNotThrow')
  }

  /**
   * @param {PromiseLike<any> | (() => any)} promise or what gives one
   * @param {import('./thrown.js').ExpectedError} [expected] see `isExpected()`; a text is the message
   * @param {string | Error} [message]
   */
  async rejects (promise, expected, message) {
    try {
      await (typeof promise === 'function' ? promise() : promise)
    } catch (error) {
      return this.#assert(isExpected(error, expected), error, expected ?? 'an error', message ?? told(expected, 'should reject'), 'rejects')
    }
    this.#assert(false, undefined, expected ?? 'an error', message ?? told(expected, 'should reject'), 'rejects')
  }

  /** Say that something was not looked at. @param {any} [reason] */
  skip (reason = '') {
    this.#assert(true, null, null, `${text(reason)} # SKIP`.trim(), 'skip')
  }

  /** Say that something is not there yet. @param {any} [reason] */
  todo (reason = '') {
    this.#assert(true, null, null, `${text(reason)} # TODO`.trim(), 'todo')
  }

  /** @param {string | Error} [message] */
  fail (message = 'fail called') {
    this.#assert(false, 'fail called', 'fail not called', message, 'fail')
  }

  /** @param {string | Error} [message] */
  pass (message = 'pass called') {
    this.#assert(true, null, null, message, 'pass')
  }

  /**
   * @param {any} error must be null or undefined
   * @param {string | Error} [message]
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
   * @param {any} message
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
   * @param {any} message
   * @param {string} operator
   * @param {any} [error]
   */
  #record (ok, actual, expected, message, operator, error) {
    const stack = ok ? undefined : (error?.stack ?? new Error(text(message)).stack)
    this.runner.record({ ok, actual, expected, message: text(message), operator, stack })
  }
}

/** @param {any} message any value will do: the text of an error is its message */
function text (message) {
  return message instanceof Error ? message.message : String(message)
}

/** @param {any} expected @param {string} usual */
function told (expected, usual) {
  return typeof expected === 'string' ? expected : usual
}
