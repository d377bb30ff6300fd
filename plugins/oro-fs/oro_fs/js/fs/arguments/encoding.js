/** Bytes and text as Node's fs converts them. */

import { Buffer } from 'oro:buffer'
import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { abortSignal } from './check.js'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const UTF8 = /^utf-?8$/i
const UTF16 = /^(ucs-?2|utf-?16le)$/i
const utf8 = new TextEncoder()

/**
 * @param {any} name nothing, and `buffer`, mean bytes
 * @returns {any} the name, null for bytes
 */
export function encodingOf (name) {
  if (!name || name === 'buffer') return null
  if (typeof name === 'string' && Buffer.isEncoding(name)) return name
  throw invalidArgValue('encoding', name, 'is invalid encoding')
}

/**
 * Read the options of a function that takes an encoding in their place.
 * @param {any} options
 * @returns {any}
 */
export function optionsOf (options) {
  if (options === undefined || options === null) return {}
  const given = typeof options === 'string' ? { encoding: options } : options
  if (typeof given !== 'object') throw invalidArgType('options', 'one of type string or object', options)
  encodingOf(given.encoding)
  abortSignal(given.signal)
  return given
}

/**
 * Copy options with what they inherit, as Node does.
 * @param {any} options
 * @returns {any}
 */
export function copied (options) {
  /** @type {Record<string, any>} */
  const copy = {}
  for (const name in options) copy[name] = options[name]
  return copy
}

/**
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes not copied
 * @returns {any} a Buffer
 */
export function toBuffer (bytes) {
  if (bytes instanceof ArrayBuffer) return Buffer.from(bytes)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes
 * @param {any} encoding
 * @returns {any} text, or with no encoding a Buffer
 */
export function decode (bytes, encoding) {
  const known = encodingOf(encoding)
  if (known !== null && UTF8.test(known)) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const buffer = toBuffer(bytes)
  if (known === null) return buffer
  if (!UTF16.test(known)) return buffer.toString(known)
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(buffer.subarray(0, buffer.length & ~1))
}

/**
 * @param {string} text
 * @param {any} [encoding]
 * @returns {Bytes}
 */
export function encode (text, encoding = 'utf8') {
  const known = encodingOf(encoding) ?? 'utf8'
  return UTF8.test(known) ? utf8.encode(text) : /** @type {any} */ (Buffer.from(text, known))
}

/**
 * The bytes of what a caller wants written.
 * @param {any} data
 * @param {any} [encoding]
 * @param {string} [name] what the argument is called
 * @returns {Bytes}
 */
export function dataBytes (data, encoding, name = 'data') {
  if (typeof data === 'string') return encode(data, encoding ?? 'utf8')
  if (ArrayBuffer.isView(data)) return new Uint8Array(/** @type {ArrayBuffer} */ (data.buffer), data.byteOffset, data.byteLength)
  throw invalidArgType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data)
}
