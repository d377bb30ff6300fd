/**
 * Text as bytes, in the encodings of Node.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { shown } from '../../base/internal/shown.js'

const utf8 = new TextEncoder()

/** @type {Record<string, string>} */
const NAMES = {
  utf8: 'utf8',
  'utf-8': 'utf8',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  latin1: 'latin1',
  binary: 'latin1',
  ascii: 'ascii',
  hex: 'hex',
  base64: 'base64',
  base64url: 'base64url'
}

/**
 * @param {any} name
 * @returns {string | undefined} what Node calls that encoding
 */
export function nameOf (name) {
  return Object.hasOwn(NAMES, String(name).toLowerCase()) ? NAMES[String(name).toLowerCase()] : undefined
}

/**
 * @param {any} name the encoding as the caller named it; UTF-8 when it is no text or empty
 * @returns {string}
 * @throws {TypeError} ERR_UNKNOWN_ENCODING
 */
export function encodingOf (name) {
  if (typeof name !== 'string' || name === '') return 'utf8'
  return nameOf(name) ?? unknown(name)
}

/**
 * @param {any} name
 * @returns {never}
 */
export function unknown (name) {
  throw nodeError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${typeof name === 'string' ? name : shown(name)}`)
}

/**
 * @param {string} text
 * @param {string} encoding as `encodingOf()` says it
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encode (text, encoding) {
  if (encoding === 'utf8') return utf8.encode(text)
  if (encoding === 'hex') return encodeHex(text)
  if (encoding === 'base64' || encoding === 'base64url') return encodeBase64(text)
  if (encoding === 'utf16le') return Uint8Array.from({ length: text.length * 2 }, (_, at) => at % 2 ? text.charCodeAt(at >> 1) >> 8 : text.charCodeAt(at >> 1))
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}

/** @param {string} text of either alphabet; what is of none is passed over */
function encodeBase64 (text) {
  const digits = lowBytes(text).replace(/=[^]*$/, '').replaceAll('-', '+').replaceAll('_', '/').replace(/[^A-Za-z0-9+/]/g, '')
  const bytes = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits)
  return Uint8Array.from({ length: bytes.length }, (_, at) => bytes.charCodeAt(at))
}

/** @param {string} text the first pair that is not of digits ends it */
function encodeHex (text) {
  const digits = /** @type {RegExpExecArray} */ (/^(?:[0-9a-f]{2})*/i.exec(lowBytes(text)))[0]
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(at * 2, at * 2 + 2), 16))
}

/** Node looks for digits of base64 and hex in the low byte of each code unit. @param {string} text */
function lowBytes (text) {
  return text.replace(/[^\x00-\xff]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) & 0xff))
}

/**
 * @param {string} text
 * @param {string} encoding as `encodingOf()` says it
 * @returns {number} bytes; of base64 as many as the text could hold, as in Node
 */
export function lengthOf (text, encoding) {
  if (encoding === 'utf8') return utf8.encode(text).length
  if (encoding === 'hex') return text.length >>> 1
  if (encoding === 'utf16le') return text.length * 2
  if (!encoding.startsWith('base64')) return text.length
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  return text.length > 1 ? ((text.length - padding) * 3) >>> 2 : ((text.length) * 3) >>> 2
}

/**
 * Write as many whole characters as fit.
 * @param {Uint8Array} target
 * @param {string} text
 * @param {string} encoding as `encodingOf()` says it
 * @returns {number} bytes written
 */
export function encodeInto (target, text, encoding) {
  if (encoding === 'utf8') return utf8.encodeInto(text, target).written
  const bytes = encode(text, encoding)
  const fitting = Math.min(bytes.length, encoding === 'utf16le' ? target.length & ~1 : target.length)
  target.set(bytes.subarray(0, fitting))
  return fitting
}
