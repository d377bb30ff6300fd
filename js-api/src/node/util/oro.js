/**
 * Small things of Oro's util that Node has not.
 * @module
 */

import { Buffer } from '../buffer.js'

export {
  isAnyArrayBuffer, isArgumentsObject, isArrayBuffer, isArrayBufferView, isAsyncFunction, isGeneratorFunction, isMap, isNativeError, isPromise,
  isProxy, isSet, isSharedArrayBuffer, isTypedArray, isUint8Array, isWeakMap, isWeakSet
} from './types.js'
export { IllegalConstructorError as IllegalConstructor } from '../../base/errors.js'

export const ESM_TEST_REGEX = /\b(import\s*[\w{},*\s]*\s*from\s*['"][^'"]+['"]|export\s+(?:\{|\*|default|var|let|const|function|class|async)|import\s*['"][^'"]+['"])/

/** Do nothing. */
export function noop () {}

/**
 * @param {string | Uint8Array} source
 * @returns {boolean} whether it looks like an ES module
 */
export function isESMSource (source) {
  return ESM_TEST_REGEX.test(typeof source === 'string' ? source : new TextDecoder().decode(source))
}

/**
 * @param {number} value
 * @param {number} lowest
 * @param {number} highest
 */
export function clamp (value, lowest, highest) {
  return Math.min(highest, Math.max(lowest, Number.isFinite(value) ? value : lowest))
}

/**
 * @param {any} value
 * @param {string} [encoding]
 * @returns {Buffer}
 */
export function toBuffer (value, encoding) {
  if (value && typeof value === 'object' && !ArrayBuffer.isView(value) && !Array.isArray(value) && !(value instanceof ArrayBuffer)) {
    return Buffer.from(JSON.stringify(value), encoding)
  }
  return Buffer.from(typeof value === 'number' ? String(value) : value, encoding)
}

/** @param {string} text */
export function toProperCase (text) {
  return text === '' ? '' : text[0].toUpperCase() + text.slice(1)
}

/**
 * @param {Uint8Array} bytes
 * @param {number} size
 * @returns {Uint8Array[]} pieces of at most `size` bytes
 */
export function splitBuffer (bytes, size) {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export function compareBuffers (a, b) {
  return Buffer.compare(a, b)
}

/**
 * @param {string} text
 * @returns {any} undefined when it is no JSON
 */
export function parseJSON (text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * @param {string} text lines of `name: value`
 * @returns {[string, string][]}
 */
export function parseHeaders (text) {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'))
  return lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
}

/**
 * @param {any} value
 * @returns {boolean} for `0%` to `100%`
 */
export function isValidPercentageValue (value) {
  return typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value) && parseFloat(value) <= 100
}

/** @param {any} value */
export const isPlainObject = (value) => value !== null && typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))
/** @param {any} value */
export const isBufferLike = (value) => ArrayBuffer.isView(value) || value instanceof ArrayBuffer
/** @param {any} value */
export const isErrorLike = (value) => value !== null && typeof value === 'object' && typeof value.message === 'string' && typeof (value.name ?? '') === 'string'
/** @param {any} value */
export const isPromiseLike = (value) => typeof value?.then === 'function'
/** @param {any} value */
export const isClass = (value) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
/** @param {any} value */
export const isEmptyObject = (value) => isPlainObject(value) && Object.keys(value).length === 0
/** @param {any} value */
export const isArrayLike = (value) => Array.isArray(value) || (value !== null && typeof value === 'object' && Number.isInteger(value.length) && value.length >= 0)
/** @param {any} object @param {PropertyKey} name */
export const hasOwnProperty = (object, name) => object !== null && object !== undefined && Object.hasOwn(Object(object), name)
