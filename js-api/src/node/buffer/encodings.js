/**
 * Tests of encoded bytes, and conversion between encodings.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { Buffer } from './extensions.js'

const CONVERTIBLE = new Set(['utf8', 'ucs2', 'utf16le', 'latin1', 'binary', 'ascii'])

/**
 * @param {any} input
 * @returns {Uint8Array}
 */
export function bytesOf (input) {
  if (ArrayBuffer.isView(input) && !(input instanceof DataView)) return new Uint8Array(/** @type {ArrayBuffer} */ (input.buffer), input.byteOffset, input.byteLength)
  if (input instanceof ArrayBuffer) return new Uint8Array(input)
  throw invalidArgType('input', 'an instance of ArrayBuffer, Buffer, or TypedArray', input)
}

/**
 * @param {ArrayBufferView | ArrayBuffer} input
 * @returns {boolean}
 */
export function isUtf8 (input) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(input))
    return true
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_ARG_TYPE') throw error
    return false
  }
}

/**
 * @param {ArrayBufferView | ArrayBuffer} input
 * @returns {boolean}
 */
export function isAscii (input) {
  return bytesOf(input).every((byte) => byte < 128)
}

/**
 * Return the same text in another encoding; what that cannot hold becomes `?`.
 * @param {Uint8Array} source
 * @param {string} from
 * @param {string} to
 * @returns {import('../../internal/vendor/buffer.js').Buffer}
 */
export function transcode (source, from, to) {
  if (!(source instanceof Uint8Array)) throw invalidArgType('source', 'an instance of Buffer or Uint8Array', source)
  const names = [from, to].map((name) => String(name === '' ? 'utf8' : name ?? 'utf8').toLowerCase().replace('-', ''))
  if (!names.every((name) => CONVERTIBLE.has(name))) {
    throw nodeError(Error, 'U_ILLEGAL_ARGUMENT_ERROR', 'Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]', { errno: 1 })
  }
  const text = Buffer.from(source).toString(names[0])
  const highest = { ascii: 0x7f, latin1: 0xff, binary: 0xff }[names[1]]
  if (highest === undefined) return Buffer.from(text, names[1])
  return Buffer.from(Array.from(text, (character) => (character.codePointAt(0) ?? 0) > highest ? '?' : character).join(''), names[1])
}
