/** Convert the types that Node accepts as bytes, and results back into them. */

import { Buffer } from 'oro:buffer'
import { BYTES, invalidArgType, invalidArgValue, nodeError } from './errors.js'

/**
 * Return the bytes of a view or buffer without a copy, and not as a Buffer, whose `slice()` would not copy either.
 * @param {any} value
 * @returns {Uint8Array | undefined} undefined when it has none
 */
export function viewed (value) {
  if (value instanceof Uint8Array && value.constructor === Uint8Array) return value
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer || isShared(value)) return new Uint8Array(value)
  return undefined
}

/** @param {any} value */
function isShared (value) {
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer
}

/**
 * Return the bytes of an argument, which may be a text in an encoding.
 * @param {string} name of the argument
 * @param {any} value
 * @param {string} [encoding] utf8 unless it is a known encoding
 * @param {string} [expected]
 * @returns {Uint8Array}
 */
export function bytesOf (name, value, encoding, expected = BYTES) {
  if (typeof value === 'string') return /** @type {Uint8Array} */ (viewed(Buffer.from(value, known(encoding) ?? 'utf8')))
  const bytes = viewed(value)
  if (bytes === undefined) throw invalidArgType(name, expected, value)
  return bytes
}

/**
 * Return the bytes of data for a hash or cipher, which may not be an ArrayBuffer, nor hex with half a byte.
 * @param {any} data
 * @param {string} [encoding]
 * @returns {Uint8Array}
 */
export function written (data, encoding) {
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw invalidArgType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data)
  }
  if (typeof data === 'string' && known(encoding) === 'hex' && data.length % 2) {
    throw invalidArgValue('encoding', encoding, `is invalid for data of length ${data.length}`)
  }
  return bytesOf('data', data, encoding)
}

/**
 * @param {Uint8Array} bytes
 * @param {string | null} [encoding] a Buffer unless it is a known encoding
 * @returns {any}
 */
export function shown (bytes, encoding) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const name = known(encoding)
  return name === undefined ? buffer : buffer.toString(name)
}

/**
 * @param {any} encoding that was given, if any
 * @throws {TypeError} there is no such encoding
 */
export function checkEncoding (encoding) {
  if (!encoding || encoding === 'buffer' || Buffer.isEncoding(encoding)) return
  throw nodeError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`)
}

/**
 * @param {any} encoding
 * @returns {string | undefined} its name in lower case, undefined when it is no encoding of text
 */
function known (encoding) {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding.toLowerCase() : undefined
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function base64 (bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/**
 * @param {string} text in base64
 * @returns {import('oro:buffer').Buffer}
 */
export function unbase64 (text) {
  return Buffer.from(text, 'base64')
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other of the same length
 * @returns {boolean} whether they are equal, in a time that reveals nothing about the content
 */
export function same (one, other) {
  let difference = 0
  for (let index = 0; index < one.length; index++) difference |= one[index] ^ other[index]
  return difference === 0
}
