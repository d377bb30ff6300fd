/**
 * Makes the package's Buffer behave as Node's: base64url, UTF-8 as the platform decodes it, checks and error codes.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError, outOfRange } from '../../base/errors/node.js'
import vendor from '../../internal/vendor/buffer.js'
import { encode, encodeInto, encodingOf, lengthOf, nameOf, unknown } from './encode.js'
import { inspectBytes } from './inspected.js'
import { defineNumbers } from './numbers.js'
import { parts, position } from './parts.js'

const prototype = /** @type {any} */ (vendor.Buffer.prototype)
/** The package's functions make objects of the same kind. */
const original = { .../** @type {any} */ (vendor.Buffer), indexOf: prototype.indexOf, lastIndexOf: prototype.lastIndexOf, toString: prototype.toString }

/** Makes bytes, as Node still does when `Buffer` is called by itself. @type {any} */
export const Buffer = function Buffer (/** @type {any} */ value, /** @type {any} */ encodingOrOffset, /** @type {any} */ length) {
  if (typeof value !== 'number') return statics.from(value, encodingOrOffset, length)
  if (typeof encodingOrOffset === 'string') throw invalidArgType('string', 'of type string', value)
  return statics.alloc(value, undefined, undefined)
}
Object.setPrototypeOf(Buffer, Uint8Array)
Object.defineProperty(Buffer, 'prototype', { value: prototype, writable: false })
prototype.constructor = Buffer
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const LARGEST = 2 ** 32
const BYTES = 'an instance of Buffer or Uint8Array'

/** The types `Buffer.from()` takes, in the words of Node's error message. */
const SOURCES = 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object'

const statics = {
  isEncoding: (/** @type {any} */ encoding) => typeof encoding === 'string' && encoding !== '' && nameOf(encoding) !== undefined,

  /** @returns {any} */
  from (/** @type {any} */ value, /** @type {any} */ second = undefined, /** @type {any} */ third = undefined) {
    if (typeof value === 'string') return viewOf(encode(value, encodingOf(second)))
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) throw wrongSource(value)
    if (value instanceof ArrayBuffer || isShared(value)) return fromMemory(value, second, third)
    if (value instanceof String) return statics.from(value.valueOf(), second)
    if (!isConvertible(value)) throw wrongSource(value)
    const primitive = value.length === undefined && typeof value[Symbol.toPrimitive] === 'function' && value[Symbol.toPrimitive]('string')
    if (typeof primitive === 'string') return statics.from(primitive, second)
    return original.from(value, second, third)
  },

  byteLength (/** @type {any} */ value, /** @type {any} */ encoding) {
    if (typeof value === 'string') return lengthOf(value, nameOf(encoding) ?? 'utf8')
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isShared(value)) return value.byteLength
    throw invalidArgType('string', 'of type string or an instance of Buffer or ArrayBuffer', value)
  },

  compare (/** @type {any} */ a, /** @type {any} */ b) {
    checkBytes('buf1', a)
    checkBytes('buf2', b)
    return a === b ? 0 : parts.compare.call(a, b)
  },

  concat (/** @type {any} */ list, /** @type {any} */ length) {
    if (!Array.isArray(list)) throw invalidArgType('list', 'an instance of Array', list)
    list.forEach((item, index) => checkBytes(`list[${index}]`, item))
    const size = length === undefined ? list.reduce((sum, item) => sum + item.length, 0) : position(length, 'length', 0)
    const whole = viewOf(new Uint8Array(size))
    let at = 0
    for (const item of list) {
      if (at >= size) break
      whole.set(at + item.length > size ? item.subarray(0, size - at) : item, at)
      at += item.length
    }
    return whole
  },

  copyBytesFrom (/** @type {any} */ view, /** @type {any} */ offset = 0, /** @type {any} */ length = undefined) {
    if (!ArrayBuffer.isView(view) || view instanceof DataView) throw invalidArgType('view', 'an instance of TypedArray', view)
    for (const [name, value] of [['offset', offset], ['length', length]]) position(value, name, 0, Number.MAX_SAFE_INTEGER)
    const part = /** @type {any} */ (view).subarray(offset, length === undefined ? undefined : offset + length)
    return viewOf(Uint8Array.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength)))
  },

  alloc (/** @type {any} */ size, /** @type {any} */ value, /** @type {any} */ encoding) {
    const bytes = statics.allocUnsafe(size)
    if (value === undefined || value === 0 || bytes.length === 0) return bytes
    return encoding === undefined || encoding === null ? bytes.fill(value) : bytes.fill(value, 0, bytes.length, encoding)
  },

  allocUnsafe (/** @type {any} */ size) {
    checkSize(size)
    return viewOf(new Uint8Array(size))
  },

  allocUnsafeSlow: (/** @type {any} */ size) => statics.allocUnsafe(size),
  isBuffer: (/** @type {any} */ value) => value instanceof Buffer,
  of: (/** @type {number[]} */ ...bytes) => viewOf(Uint8Array.of(...bytes)),
  poolSize: 8192
}

/** @type {Record<string, (this: any, ...args: any[]) => any>} */
const methods = {
  /** @param {any[]} args */
  toString (...args) {
    const [encoding, start, end] = args
    if (/** @type {any} */ (this).length === 0) return ''
    const name = encoding === undefined ? 'utf8' : nameOf(encoding) ?? unknown(encoding)
    if (name === 'utf8') return utf8.decode(sliceOf(/** @type {any} */ (this), start, end))
    if (name !== 'base64url') return original.toString.call(this, name, start, end)
    return original.toString.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  },

  write (text, offset, length, encoding) {
    if (typeof text !== 'string') throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string')
    if (typeof offset === 'string' && length === undefined) [offset, encoding] = [undefined, offset]
    if (typeof length === 'string') [length, encoding] = [undefined, length]
    if (offset !== undefined) checkRange('offset', offset, this.length)
    if (length !== undefined) checkRange('length', length, this.length)
    const from = offset ?? 0
    const room = sliceOf(this, from, Math.min(this.length, from + (length ?? this.length)))
    return encodeInto(room, text, encoding ? nameOf(encoding) ?? unknown(encoding) : 'utf8')
  },

  fill (value, offset, end, encoding) {
    if (typeof offset === 'string') [offset, end, encoding] = [undefined, undefined, offset]
    if (typeof end === 'string') [end, encoding] = [undefined, end]
    if (encoding !== undefined && encoding !== null && typeof encoding !== 'string') throw invalidArgType('encoding', 'of type string', encoding)
    const pattern = patternOf(value, encodingOf(encoding))
    if (offset !== undefined) checkRange('offset', offset, LARGEST)
    if (end !== undefined) checkRange('end', end, this.length)
    const room = sliceOf(this, offset, end)
    for (let at = 0; at < room.length; at += pattern.length) room.set(pattern.subarray(0, room.length - at), at)
    return this
  },

  indexOf (value, offset, encoding) {
    return find(this, value, offset, encoding, original.indexOf)
  },

  lastIndexOf (value, offset, encoding) {
    return find(this, value, offset, encoding, original.lastIndexOf)
  },

  includes (value, offset, encoding) {
    return this.indexOf(value, offset, encoding) !== -1
  },

  equals (other) {
    checkBytes('otherBuffer', other)
    return this === other || (this.length === other.length && statics.compare(this, other) === 0)
  },

  ...parts
}

for (const bits of [16, 32, 64]) {
  const swap = prototype[`swap${bits}`]
  methods[`swap${bits}`] = function () {
    if (this.length % (bits / 8)) throw nodeError(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${bits}-bits`)
    return swap.call(this)
  }
}

Object.assign(Buffer, statics)
Object.assign(prototype, methods, { toLocaleString: methods.toString, inspect: inspectBytes })
prototype[Symbol.for('nodejs.util.inspect.custom')] = inspectBytes
defineNumbers(prototype)

/**
 * @param {Uint8Array} bytes
 * @returns {any} a Buffer of the same memory
 */
function viewOf (bytes) {
  return bytes instanceof Buffer ? bytes : Object.setPrototypeOf(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), prototype)
}

/**
 * @param {ArrayBuffer} memory
 * @param {any} offset
 * @param {any} length
 */
function fromMemory (memory, offset, length) {
  const start = Math.trunc(Number(offset)) || 0
  const outside = (/** @type {string} */ name) => nodeError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', `"${name}" is outside of buffer bounds`)
  if (memory.byteLength - start < 0) throw outside('offset')
  const size = length === undefined ? memory.byteLength - start : Math.max(Math.trunc(Number(length)) || 0, 0)
  if (size > memory.byteLength - start) throw outside('length')
  return viewOf(new Uint8Array(memory, start, size))
}

/**
 * @param {Uint8Array} bytes
 * @param {any} start
 * @param {any} end
 * @returns {Uint8Array}
 */
function sliceOf (bytes, start, end) {
  const first = Math.max(Math.trunc(start) || 0, 0)
  const last = end === undefined ? bytes.length : Math.min(Math.trunc(end) || 0, bytes.length)
  return last > first ? Uint8Array.prototype.subarray.call(bytes, first, last) : new Uint8Array()
}

/**
 * @param {any} value
 * @param {string} encoding
 * @returns {Uint8Array} at least one byte
 */
function patternOf (value, encoding) {
  if (typeof value === 'string' && value !== '') {
    const bytes = encode(value, encoding)
    if (bytes.length === 0) throw invalidArgValue('value', value)
    return bytes
  }
  if (!ArrayBuffer.isView(value)) return Uint8Array.of(+value & 255)
  if (value.byteLength === 0) throw invalidArgValue('value', value)
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/**
 * @param {any} bytes
 * @param {any} value
 * @param {any} offset
 * @param {any} encoding
 * @param {Function} search
 * @returns {number}
 */
function find (bytes, value, offset, encoding, search) {
  if (typeof offset === 'string') [offset, encoding] = [undefined, offset]
  if (typeof offset === 'number') offset = Math.trunc(offset)
  if (typeof value === 'number') return search.call(bytes, value, offset)
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
    throw invalidArgType('value', 'one of type number or string or an instance of Buffer or Uint8Array', value)
  }
  const name = encoding === undefined ? 'utf8' : nameOf(encoding) ?? unknown(encoding)
  const wanted = typeof value === 'string' ? encode(value, name) : value
  if (wanted.length) return search.call(bytes, viewOf(wanted), offset)
  const at = Math.trunc(Number(offset)) || 0
  return search === original.lastIndexOf && offset === undefined ? bytes.length : Math.min(at < 0 ? Math.max(bytes.length + at, 0) : at, bytes.length)
}

/** @param {any} value */
function isShared (value) {
  return typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer
}

/** @param {any} size @returns {any} */
export function SlowBuffer (size) {
  return statics.allocUnsafeSlow(size)
}

/** @param {any} value an object @returns {boolean} whether bytes can be made of it */
function isConvertible (value) {
  if (typeof value === 'function') return false
  const inner = value.valueOf?.()
  return value.length !== undefined || ArrayBuffer.isView(value) || (value.type === 'Buffer' && Array.isArray(value.data)) ||
    typeof value[Symbol.toPrimitive] === 'function' || (inner !== null && inner !== undefined && inner !== value)
}

/** @param {any} value */
function wrongSource (value) {
  const error = invalidArgType('first', SOURCES, value)
  error.message = error.message.replace('"first" argument', 'first argument')
  return error
}

/** @param {any} size */
function checkSize (size) {
  if (typeof size !== 'number') throw invalidArgType('size', 'of type number', size)
  if (!(size >= 0 && size <= LARGEST)) throw outOfRange('size', `>= 0 && <= ${LARGEST}`, size)
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} highest
 */
function checkRange (name, value, highest) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < 0 || value > highest) throw outOfRange(name, highest === Infinity ? '>= 0' : `>= 0 && <= ${highest}`, value)
}

/**
 * @param {string} name
 * @param {any} value
 */
function checkBytes (name, value) {
  if (!(value instanceof Uint8Array)) throw invalidArgType(name, BYTES, value)
}
