/** Check arguments by Node's rules, with Node's errors. */

import { invalidArgType, invalidArgValue, nodeError, outOfRange } from 'oro:errors/node'

const TOKEN = /^[\^`\-\w!#$%&'*+.|~]+$/
const NOT_IN_VALUES = /[^\t\x20-\x7e\x80-\xff]/

/**
 * @param {any} name
 * @param {string} [label]
 * @throws {TypeError} the name is not an HTTP token
 */
export function validateHeaderName (name, label = 'Header name') {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw nodeError(TypeError, 'ERR_INVALID_HTTP_TOKEN', `${label} must be a valid HTTP token ["${name}"]`)
  }
}

/**
 * @param {string} name
 * @param {any} value
 * @throws {TypeError} it is missing, or has characters no header may have
 */
export function validateHeaderValue (name, value) {
  if (value === undefined) {
    throw nodeError(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "${value}" for header "${name}"`)
  }
  if (NOT_IN_VALUES.test(value)) throw invalidCharacter('header content', name)
}

/**
 * @param {string} what
 * @param {string} [field]
 */
export function invalidCharacter (what, field) {
  return nodeError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in ${what}${field === undefined ? '' : ` ["${field}"]`}`)
}

/** @param {string} text @returns {boolean} whether no header may hold it */
export function hasInvalidCharacter (text) {
  return NOT_IN_VALUES.test(text)
}

/** @param {any} text @returns {boolean} */
export function isToken (text) {
  return TOKEN.test(text)
}

/**
 * @param {any} host
 * @param {string} name
 * @returns {string | null | undefined}
 */
export function checkedHost (host, name) {
  if (host === null || host === undefined || typeof host === 'string') return host
  throw invalidArgType(`options.${name}`, 'of type string or one of undefined or null', host)
}

/**
 * @param {any} value milliseconds
 * @param {string} name
 * @returns {number} no more than a timer can wait
 */
export function checkedDuration (value, name) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (value < 0 || !Number.isFinite(value)) throw outOfRange(name, 'a non-negative finite number', value)
  return Math.min(value, 2 ** 31 - 1)
}

/**
 * @param {any} value
 * @param {string} name
 * @param {number} [least]
 * @returns {number}
 */
export function checkedInteger (value, name, least = 0) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > Number.MAX_SAFE_INTEGER) throw outOfRange(name, `>= ${least} && <= 9007199254740991`, value)
  return value
}

/**
 * @param {any} value
 * @param {string} name
 * @returns {boolean}
 */
export function checkedBoolean (value, name) {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value)
  return value
}

/**
 * @param {any} names of headers whose values go into one line
 * @returns {Set<string> | null}
 */
export function uniqueHeaders (names) {
  return Array.isArray(names) ? new Set(names.map((name) => name.toLowerCase())) : null
}

/**
 * @param {any} value
 * @param {string} name
 * @param {readonly string[]} choices
 * @returns {string}
 */
export function checkedChoice (value, name, choices) {
  if (!choices.includes(value)) throw invalidArgValue(name, value, `must be one of: ${choices.map((choice) => `'${choice}'`).join(', ')}`)
  return value
}
