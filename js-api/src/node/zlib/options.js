/**
 * The options of zlib's classes, checked as Node checks them.
 * @module
 */

import { invalidArgType, outOfRange } from '../../base/errors/node.js'
import { constants } from './constants.js'

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

/** @typedef {Required<Omit<Options, 'dictionary'>> & { dictionary?: Uint8Array }} Checked */

/**
 * @param {Options | undefined} options
 * @param {boolean} inflating a window of 0 bits then means: as the header says
 * @returns {Checked}
 */
export function checked (options = {}, inflating) {
  const { dictionary, info = false } = options
  const flush = number(options, 'flush', constants.Z_NO_FLUSH, constants.Z_BLOCK, constants.Z_NO_FLUSH)
  const zero = inflating && (options.windowBits === undefined || options.windowBits === 0)
  return {
    flush,
    finishFlush: number(options, 'finishFlush', constants.Z_NO_FLUSH, constants.Z_BLOCK, constants.Z_FINISH),
    chunkSize: number(options, 'chunkSize', constants.Z_MIN_CHUNK, Infinity, constants.Z_DEFAULT_CHUNK),
    windowBits: zero ? constants.Z_DEFAULT_WINDOWBITS : number(options, 'windowBits', 8, 15, constants.Z_DEFAULT_WINDOWBITS),
    level: number(options, 'level', -1, 9, constants.Z_DEFAULT_COMPRESSION),
    memLevel: number(options, 'memLevel', 1, 9, constants.Z_DEFAULT_MEMLEVEL),
    strategy: number(options, 'strategy', 0, 4, constants.Z_DEFAULT_STRATEGY),
    dictionary: dictionary === undefined ? undefined : bytes('options.dictionary', dictionary),
    info,
    maxOutputLength: number(options, 'maxOutputLength', 1, Infinity, Infinity)
  }
}

/**
 * @param {any} options
 * @param {string} name
 * @param {number} lowest
 * @param {number} highest
 * @param {number} usual
 * @returns {number}
 */
export function number (options, name, lowest, highest, usual) {
  const value = options[name]
  if (value === undefined || Number.isNaN(value)) return usual
  if (typeof value !== 'number') throw invalidArgType(`options.${name}`, 'of type number', value)
  if (value < lowest || value > highest) throw outOfRange(`options.${name}`, highest === Infinity ? `>= ${lowest}` : `>= ${lowest} and <= ${highest}`, value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {Uint8Array}
 */
export function bytes (name, value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(/** @type {ArrayBuffer} */ (value.buffer), value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (typeof value === 'string' && name === 'buffer') return new TextEncoder().encode(value)
  const kinds = name === 'buffer' ? 'of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer' : 'an instance of Buffer, TypedArray, DataView, or ArrayBuffer'
  throw invalidArgType(name, kinds, value)
}
