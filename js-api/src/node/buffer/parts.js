/**
 * Parts of a Buffer: compared, copied and cut as Node does it, and text of each encoding read and written.
 * @module
 */

import { invalidArgType, nodeError, outOfRange } from '../../base/errors/node.js'
import { encodeInto } from './encode.js'

const LARGEST = 2 ** 32
const BYTES = 'an instance of Buffer or Uint8Array'

/** The encodings with methods of their own, by the beginning of the method's name. */
const ENCODINGS = { ascii: 'ascii', base64: 'base64', base64url: 'base64url', hex: 'hex', latin1: 'latin1', ucs2: 'utf16le', utf8: 'utf8' }

/** @type {Record<string, (this: any, ...args: any[]) => any>} */
export const parts = {
  compare (target, targetStart, targetEnd, sourceStart, sourceEnd) {
    if (!(target instanceof Uint8Array)) throw invalidArgType('target', BYTES, target)
    const [from, to] = [position(targetStart, 'targetStart', 0), position(targetEnd, 'targetEnd', target.length, target.length)]
    const [start, end] = [position(sourceStart, 'sourceStart', 0), position(sourceEnd, 'sourceEnd', this.length, this.length)]
    if (start >= end) return from >= to ? 0 : -1
    return from >= to ? 1 : order(section(this, start, end), section(target, from, to))
  },

  copy (target, targetStart, sourceStart, sourceEnd) {
    if (!(target instanceof Uint8Array)) throw invalidArgType('target', BYTES, target)
    const [at, start, end] = [whole(targetStart, 0), whole(sourceStart, 0), whole(sourceEnd, this.length)]
    if (at < 0) throw outOfRange('targetStart', '>= 0', at)
    if (start < 0 || start > this.length) throw outOfRange('sourceStart', `>= 0 && <= ${this.length}`, start)
    if (end < 0) throw outOfRange('sourceEnd', '>= 0', end)
    if (at >= target.length || start >= end) return 0
    const size = Math.min(end - start, this.length - start, target.length - at)
    target.set(section(this, start, start + size), at)
    return size
  },

  subarray (start, end) {
    const from = cut(start, this.length)
    const to = end === undefined ? this.length : cut(end, this.length)
    return Object.setPrototypeOf(new Uint8Array(this.buffer, this.byteOffset + from, Math.max(to - from, 0)), Object.getPrototypeOf(this))
  },

  slice (start, end) { return this.subarray(start, end) }
}

for (const [name, encoding] of Object.entries(ENCODINGS)) {
  parts[`${name}Slice`] = { [`${name}Slice`] (/** @type {any} */ start, /** @type {any} */ end) { return text(this, encoding, start, end) } }[`${name}Slice`]
  parts[`${name}Write`] = { [`${name}Write`] (/** @type {any} */ string, /** @type {any} */ offset, /** @type {any} */ length) {
    return put(/** @type {any} */ (this), encoding, string, offset, length)
  } }[`${name}Write`]
}

/**
 * @param {any} bytes
 * @param {string} encoding
 * @param {any} start
 * @param {any} end
 */
function text (bytes, encoding, start = 0, end = bytes.length) {
  const [from, to] = [Math.trunc(start) || 0, Math.trunc(end) || 0]
  if (from < 0 || to < 0 || Math.max(from, to) > bytes.length) throw nodeError(RangeError, 'ERR_OUT_OF_RANGE', 'Index out of range')
  return from >= to ? '' : bytes.toString(encoding, from, to)
}

/**
 * @param {Uint8Array} bytes
 * @param {string} encoding
 * @param {any} string
 * @param {any} offset
 * @param {any} length
 */
function put (bytes, encoding, string, offset = 0, length = bytes.length - offset) {
  if (typeof string !== 'string') throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string')
  const outside = (/** @type {string} */ name) => nodeError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', `"${name}" is outside of buffer bounds`)
  if (offset < 0 || offset > bytes.length) throw outside('offset')
  if (length < 0 || length > bytes.length - offset) throw outside('length')
  return encodeInto(section(bytes, offset, offset + length), string, encoding)
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function order (a, b) {
  const size = Math.min(a.length, b.length)
  for (let at = 0; at < size; at++) if (a[at] !== b[at]) return a[at] < b[at] ? -1 : 1
  return Math.sign(a.length - b.length)
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 */
function section (bytes, start, end) {
  return Uint8Array.prototype.subarray.call(bytes, start, end)
}

/**
 * @param {any} value
 * @param {string} name
 * @param {number} usual
 * @param {number} [most]
 * @returns {number}
 */
export function position (value, name, usual, most = LARGEST) {
  if (value === undefined) return usual
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < 0 || value > most) throw outOfRange(name, `>= 0 && <= ${most}`, value)
  return value
}

/**
 * @param {any} value what is no number counts as 0
 * @param {number} usual
 */
function whole (value, usual) {
  if (value === undefined) return usual
  const number = Math.floor(+value)
  return Number.isSafeInteger(number) ? number : 0
}

/**
 * @param {any} value
 * @param {number} length
 */
function cut (value, length) {
  const number = Math.trunc(+value) || 0
  return number < 0 ? Math.max(number + length, 0) : Math.min(number, length)
}
