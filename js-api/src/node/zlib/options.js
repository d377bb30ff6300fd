/**
 * The options of zlib's classes, checked as Node checks them.
 * @module
 */

import { Buffer } from '../buffer.js'
import { invalidArgType, outOfRange } from '../../base/errors/node.js'

/**
 * @typedef {object} Options
 * @property {number} [flush]
 * @property {number} [finishFlush]
 * @property {number} [chunkSize] bytes
 * @property {number} [windowBits]
 * @property {number} [level]
 * @property {number} [memLevel]
 * @property {number} [strategy]
 * @property {Uint8Array | ArrayBuffer} [dictionary]
 * @property {boolean} [info]
 * @property {number} [maxOutputLength] bytes
 */

/**
 * @param {any} value
 * @param {string} name
 * @returns {boolean} false: it is not given
 */
export function isNumber (value, name) {
  if (value === undefined || Number.isNaN(value)) return false
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isFinite(value)) throw outOfRange(name, 'a finite number', value)
  return true
}

/**
 * @param {any} value
 * @param {string} name
 * @param {number} lowest
 * @param {number} highest
 * @param {number} usual
 * @returns {number}
 */
export function ranged (value, name, lowest, highest, usual) {
  if (!isNumber(value, name)) return usual
  if (value < lowest || value > highest) throw outOfRange(name, `>= ${lowest} and <= ${highest}`, value)
  return value
}

/** @param {any} value @returns {value is ArrayBuffer} */
export function isMemory (value) {
  return value instanceof ArrayBuffer || (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer)
}

/**
 * @param {any} value
 * @returns {Uint8Array | undefined}
 */
export function dictionaryOf (value) {
  if (value === undefined) return undefined
  if (ArrayBuffer.isView(value)) return new Uint8Array(/** @type {ArrayBuffer} */ (value.buffer), value.byteOffset, value.byteLength)
  if (isMemory(value)) return new Uint8Array(value)
  throw invalidArgType('options.dictionary', 'an instance of Buffer, TypedArray, DataView, or ArrayBuffer', value)
}

/**
 * @param {any} value
 * @param {string} [name]
 * @returns {Uint8Array}
 */
export function bytes (value, name = 'buffer') {
  if (typeof value === 'string') return Buffer.from(value)
  if (ArrayBuffer.isView(value)) return new Uint8Array(/** @type {ArrayBuffer} */ (value.buffer), value.byteOffset, value.byteLength)
  if (isMemory(value)) return new Uint8Array(value)
  throw invalidArgType(name, 'of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer', value)
}
