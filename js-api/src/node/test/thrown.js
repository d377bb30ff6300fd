import { deepEqual } from './deep-equal.js'

/** @typedef {RegExp | Function | Error | Record<string, any> | string} ExpectedError */

/**
 * Tell whether an error is the one expected.
 * @param {any} thrown
 * @param {ExpectedError | undefined} expected what the message matches; the class; a function that says so; an error of the same
 *   name and message; or members, some of them given as what they match
 * @returns {boolean} true for any where none, or only a message, is given
 */
export function isExpected (thrown, expected) {
  if (expected === undefined || expected === null || typeof expected === 'string') return true
  if (expected instanceof RegExp) return expected.test(String(thrown?.message ?? thrown))
  if (typeof expected === 'function') return isClass(expected) ? thrown instanceof expected : expected(thrown) === true
  if (expected instanceof Error) return thrown?.name === expected.name && thrown?.message === expected.message
  return Object.entries(expected).every(([name, value]) => {
    return value instanceof RegExp && typeof thrown?.[name] === 'string' ? value.test(thrown[name]) : deepEqual(thrown?.[name], value)
  })
}

/** @param {Function} value */
function isClass (value) {
  return value === Error || value.prototype instanceof Error || value === globalThis.DOMException || /^class\b/.test(Function.prototype.toString.call(value))
}
