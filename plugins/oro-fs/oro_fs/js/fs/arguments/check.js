/** Check arguments as Node does: each function returns the value to use, or throws Node's error. */

import { invalidArgType, invalidArgValue, nodeError, outOfRange } from 'oro:errors/node'

/** @typedef {number | string} Mode a number, or octal digits */
/** @typedef {number | string | Date} Time seconds since 1970, or a Date */

export const MAX_INT32 = 2147483647
export const MAX_UINT32 = 4294967295

/**
 * @param {any} value
 * @param {string} name the name of the argument
 * @param {number} [least]
 * @param {number} [most]
 * @returns {number}
 */
export function integer (value, name, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value)
  return value
}

/** @param {any} fd */
export function descriptorNumber (fd) {
  return integer(fd, 'fd', 0, MAX_INT32)
}

/**
 * @param {any} id a user or group, -1 for none
 * @param {string} name
 */
export function owner (id, name) {
  return integer(id, name, -1, MAX_UINT32)
}

/**
 * @param {any} value
 * @param {string} name
 * @returns {boolean}
 */
export function boolean (value, name) {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value)
  return value
}

/**
 * @template {(...args: any[]) => any} F
 * @param {F} value
 * @param {string} [name]
 * @returns {F}
 */
export function callable (value, name = 'cb') {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value)
  return value
}

/**
 * @param {any} value
 * @param {string} [name]
 * @returns {any}
 */
export function object (value, name = 'options') {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'of type object', value)
  return value
}

/**
 * @param {any} signal
 * @returns {AbortSignal | undefined}
 */
export function abortSignal (signal) {
  if (signal === undefined || (typeof signal === 'object' && signal && 'aborted' in signal)) return signal
  throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
}

/**
 * The permission bits of a file.
 * @param {any} value
 * @param {number} [otherwise] used for null and undefined
 * @param {string} [name]
 * @returns {number}
 */
export function modeOf (value, otherwise, name = 'mode') {
  const mode = value ?? otherwise
  if (typeof mode !== 'string') return integer(mode, name, 0, MAX_UINT32)
  if (/^[0-7]+$/.test(mode)) return integer(parseInt(mode, 8), name, 0, MAX_UINT32)
  throw invalidArgValue(name, mode, 'must be a 32-bit unsigned integer or an octal string')
}

/**
 * Check the `mode` of `access()` or `copyFile()`: flags as a number from 0 to 7.
 * @param {any} value
 * @returns {number}
 */
export function bitsOf (value) {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'number') throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'mode must be int32 or null/undefined')
  if (!Number.isFinite(value)) throw nodeError(RangeError, 'ERR_OUT_OF_RANGE', 'mode is out of range')
  if (value < 0 || value > 7) throw nodeError(RangeError, 'ERR_OUT_OF_RANGE', 'mode is out of range: >= 0 && <= 7')
  return Math.trunc(value)
}

/**
 * @param {any} time
 * @param {string} [name]
 * @returns {number} seconds since 1970; a negative number means now
 */
export function seconds (time, name = 'time') {
  if (typeof time === 'string' && !Number.isNaN(Number(time))) return Number(time)
  if (Number.isFinite(time)) return /** @type {number} */ (time) < 0 ? Date.now() / 1000 : /** @type {number} */ (time)
  if (time instanceof Date) return time.getTime() / 1000
  throw invalidArgType(name, 'an instance of Date or an Time in seconds', time)
}

/**
 * @param {any} buffers
 * @returns {ArrayBufferView<ArrayBuffer>[]}
 */
export function viewsOf (buffers) {
  const all = Array.isArray(buffers) && buffers.every((item) => ArrayBuffer.isView(item))
  if (all) return /** @type {any} */ (buffers)
  throw invalidArgType('buffers', 'an ArrayBufferView[]', buffers)
}

/**
 * @param {any} buffer
 * @param {string} [expected]
 * @returns {ArrayBufferView<ArrayBuffer>}
 */
export function viewOf (buffer, expected = 'an instance of Buffer, TypedArray, or DataView') {
  if (ArrayBuffer.isView(buffer)) return /** @type {ArrayBufferView<ArrayBuffer>} */ (buffer)
  throw invalidArgType('buffer', expected, buffer)
}

/**
 * @param {any} position null and undefined follow the file's own
 * @returns {number} -1 follows the file's own
 */
export function positionOf (position) {
  if (position === null || position === undefined) return -1
  if (typeof position === 'bigint') return integer(Number(position), 'position', -1)
  if (typeof position === 'number') return integer(position, 'position', -1)
  throw invalidArgType('position', 'of type bigint or integer', position)
}

/**
 * Return the position to write at; a value that is no number stands for the file's own position.
 * @param {any} position
 * @returns {number}
 */
export function placeOf (position) {
  return Number.isSafeInteger(position) && position >= 0 ? position : -1
}
