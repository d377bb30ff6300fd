/** Check arguments, with Node's errors. */

import { invalidArgType, outOfRange } from './errors.js'

const LARGEST = 2 ** 31 - 1

/**
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
export function text (name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {(...args: any[]) => void}
 */
export function callable (name, value) {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {Record<string, any>}
 */
export function object (name, value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'of type object', value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {boolean}
 */
export function truth (name, value) {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} [least]
 * @param {number} [largest]
 * @returns {number}
 */
export function whole (name, value, least = 0, largest = LARGEST) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > largest) throw outOfRange(name, `>= ${least} && <= ${largest}`, value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {number}
 */
export function unsigned (name, value) {
  return whole(name, value, 0, 2 ** 32 - 1)
}
