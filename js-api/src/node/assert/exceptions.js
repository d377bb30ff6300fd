/**
 * The assertions about errors, with Node's texts: `throws`, `doesNotThrow`, `rejects`, `doesNotReject`, `ifError` and the
 * checks of `match`.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError } from '../../base/errors/node.js'
import assert, { comparisons } from '../../internal/vendor/assert.js'
import inspecting from '../../internal/vendor/inspect.js'

const NONE = Symbol('none')
const { inspect } = inspecting

/** @param {{ [name: string]: any }} options @returns {never} */
function fail (options) {
  if (options.message instanceof Error) throw options.message
  const error = new assert.AssertionError(options)
  if (options.generated) error.generatedMessage = true
  throw error
}

/** @param {any} fn @returns {any} what it throws */
function thrownBy (fn) {
  if (typeof fn !== 'function') throw invalidArgType('fn', 'of type function', fn)
  try {
    fn()
  } catch (error) {
    return error
  }
  return NONE
}

/** @param {any} value @returns {Promise<any>} what it rejects with */
async function rejectionOf (value) {
  const promise = typeof value === 'function' ? value() : value
  if (promise === null || typeof promise?.then !== 'function') {
    if (typeof value !== 'function') throw invalidArgType('promiseFn', 'of type function or an instance of Promise', value)
    const kind = promise?.constructor?.name && typeof promise === 'object' ? `an instance of ${promise.constructor.name}` : `type ${typeof promise} (${inspect(promise)})`
    throw nodeError(TypeError, 'ERR_INVALID_RETURN_VALUE', `Expected instance of Promise to be returned from the "promiseFn" function but got ${promise === undefined || promise === null ? String(promise) : kind}.`)
  }
  try {
    await promise
  } catch (error) {
    return error
  }
  return NONE
}

/** @param {any} fn @param {any} [error] what it must be @param {any} [message] */
export function throws (fn, error, message) { expectError('throws', thrownBy(fn), error, message) }
/** @param {any} promiseFn @param {any} [error] @param {any} [message] */
export async function rejects (promiseFn, error, message) { expectError('rejects', await rejectionOf(promiseFn), error, message) }
/** @param {any} fn @param {any} [error] @param {any} [message] */
export function doesNotThrow (fn, error, message) { expectNone('doesNotThrow', thrownBy(fn), error, message) }
/** @param {any} promiseFn @param {any} [error] @param {any} [message] */
export async function doesNotReject (promiseFn, error, message) { expectNone('doesNotReject', await rejectionOf(promiseFn), error, message) }

/** @param {string} operator @param {any} actual @param {any} expected @param {any} message */
function expectError (operator, actual, expected, message) {
  if (typeof expected === 'string') {
    if (message !== undefined) throw invalidArgType('error', 'of type function or an instance of Error, RegExp, or Object', expected)
    if (actual !== NONE) ambiguous(actual, expected)
    ;[message, expected] = [expected, undefined]
  } else if (expected !== undefined && expected !== null && typeof expected !== 'object' && typeof expected !== 'function') {
    throw invalidArgType('error', 'of type function or an instance of Error, RegExp, or Object', expected)
  }
  if (actual === NONE) {
    const details = `${expected?.name ? ` (${expected.name})` : ''}${message ? `: ${message}` : '.'}`
    const kind = operator === 'rejects' ? 'rejection' : 'exception'
    fail({ actual: undefined, expected, operator, message: `Missing expected ${kind}${details}` })
  }
  if (expected !== undefined && expected !== null) validate(operator, actual, expected, message)
}

/** @param {any} actual @param {string} message */
function ambiguous (actual, message) {
  const isSame = actual !== null && typeof actual === 'object' ? actual.message === message : actual === message
  if (!isSame) return
  const what = actual !== null && typeof actual === 'object' ? `The error message "${actual.message}"` : `The error "${actual}"`
  throw nodeError(TypeError, 'ERR_AMBIGUOUS_ARGUMENT', `The "error/message" argument is ambiguous. ${what} is identical to the message.`)
}

/** @param {string} operator @param {any} actual @param {any} expected @param {any} message */
function validate (operator, actual, expected, message) {
  const refuse = (/** @type {string} */ text) => fail({ actual, expected, operator, message: message ?? text, generated: message === undefined })
  if (typeof expected !== 'function') return expected instanceof RegExp ? matches(actual, expected, refuse) : resembles(operator, actual, expected, message)
  if (expected.prototype !== undefined && actual instanceof expected) return
  if (Object.prototype.isPrototypeOf.call(Error, expected) || expected === Error) {
    const isError = actual instanceof Error
    const name = isError ? `"${actual.constructor?.name ?? actual.name}"` : `"${inspect(actual, { depth: -1 })}"`
    return refuse(`The error is expected to be an instance of "${expected.name}". Received ${name}${isError && actual.message ? `\n\nError message:\n\n${actual.message}` : ''}`)
  }
  const result = Reflect.apply(expected, {}, [actual])
  if (result === true) return
  const name = expected.name ? `"${expected.name}" ` : ''
  refuse(`The ${name}validation function is expected to return "true". Received ${inspect(result)}${actual instanceof Error ? `\n\nCaught error:\n\n${actual}` : ''}`)
}

/** @param {any} actual @param {RegExp} expected @param {(text: string) => void} refuse */
function matches (actual, expected, refuse) {
  const text = String(actual)
  if (expected.exec(text) === null) refuse(`The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`)
}

/**
 * Compare the members that are asked for.
 * @param {string} operator
 * @param {any} actual
 * @param {any} expected
 * @param {any} message
 */
function resembles (operator, actual, expected, message) {
  if (actual === null || typeof actual !== 'object') {
    return fail({ actual, expected, operator: 'deepStrictEqual', message })
  }
  const keys = [...Object.keys(expected), ...(expected instanceof Error ? ['name', 'message'] : [])]
  if (keys.length === 0) throw invalidArgValue('error', expected, 'may not be an empty object')
  const isSame = (/** @type {string} */ key) => key in actual && (typeof actual[key] === 'string' && expected[key] instanceof RegExp
    ? expected[key].exec(actual[key]) !== null
    : comparisons.isDeepStrictEqual(actual[key], expected[key]))
  if (keys.every(isSame)) return
  if (message !== undefined) fail({ actual, expected, operator, message })
  const chosen = (/** @type {any} */ from) => Object.assign(Object.create(Comparison.prototype), Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]])))
  const shown = chosen(actual)
  for (const key of keys) if (expected[key] instanceof RegExp && isSame(key)) shown[key] = expected[key]
  const text = new assert.AssertionError({ actual: shown, expected: chosen(expected), operator: 'deepStrictEqual' }).message
  fail({ actual, expected, operator, message: text, generated: true })
}

/** The members of an error that are compared. */
class Comparison {}

/** @param {string} operator @param {any} actual @param {any} expected @param {any} message */
function expectNone (operator, actual, expected, message) {
  if (actual === NONE) return
  if (typeof expected === 'string') [message, expected] = [expected, undefined]
  const isWanted = expected === undefined || (expected instanceof RegExp ? expected.test(String(actual)) : typeof expected === 'function' && actual instanceof expected)
  if (!isWanted) throw actual
  const kind = operator === 'doesNotReject' ? 'rejection' : 'exception'
  const text = `Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`
  fail({ actual, expected, operator, message: text })
}
