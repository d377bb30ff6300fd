/** Arguments checked in Node's order and with Node's words. */

import { invalidArgType, outOfRange } from 'oro:errors/node'
import { badPort } from './errors.js'

const INT32_MAX = 2 ** 31 - 1

/**
 * @param {any} port a number, or its text
 * @param {string} [name] what the error calls it
 * @returns {number}
 */
export function checkedPort (port, name) {
  const given = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')
  const number = Number(given ? port : NaN)
  if (number !== (number >>> 0) || number > 65535) throw badPort(port, name)
  return number
}

/** @param {string} name @param {any} value @returns {string} */
export function checkedText (name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value)
  return value
}

/** @param {string} name @param {any} value @returns {number} */
export function checkedNumber (name, value) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  return value
}

/** @param {string} name @param {any} value @returns {boolean} */
export function checkedBoolean (name, value) {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value)
  return value
}

/** @param {string} name @param {any} value @returns {any} */
export function checkedFunction (name, value) {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value)
  return value
}

/** @param {string} name @param {any} value */
export function checkedSignal (name, value) {
  if (value === null || typeof value !== 'object' || !('aborted' in value)) {
    throw invalidArgType(name, 'an instance of AbortSignal', value)
  }
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} least
 * @param {number} [most]
 * @returns {number}
 */
export function checkedInteger (name, value, least, most = INT32_MAX) {
  checkedNumber(name, value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value)
  return value
}

/**
 * @param {string} name
 * @param {any} value milliseconds
 * @returns {number}
 */
export function checkedDuration (name, value) {
  checkedNumber(name, value)
  if (value < 0 || !Number.isFinite(value)) throw outOfRange(name, 'a non-negative finite number', value)
  return Math.min(value, INT32_MAX)
}
