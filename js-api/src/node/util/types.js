/**
 * Tests for kinds of objects that do not trust the prototype of a value.
 * @module
 */

import { plain } from '../../internal/plain.js'
import * as types from './types.js'

/**
 * @param {(value: any) => any} use something that throws for every other kind of object
 * @returns {(value: any) => boolean}
 */
function survives (use) {
  return (value) => {
    if (value === null || typeof value !== 'object') return false
    try {
      use(value)
      return true
    } catch {
      return false
    }
  }
}

/**
 * @param {any} prototype
 * @param {string | symbol} name of a getter
 * @returns {(value: any) => any}
 */
function getter (prototype, name) {
  const get = /** @type {() => any} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get)
  return (value) => get.call(value)
}

const tagOf = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
const shared = typeof SharedArrayBuffer === 'undefined' ? undefined : SharedArrayBuffer
const toString = (/** @type {any} */ value) => Object.prototype.toString.call(value)

/**
 * Tell by its tag, for what has no other mark. A value that carries the tag as a property of its own is none.
 * @param {string} tag
 * @returns {(value: any) => boolean}
 */
function tagged (tag) {
  return (value) => value !== null && typeof value === 'object' && !Object.hasOwn(value, Symbol.toStringTag) &&
    toString(value) === `[object ${tag}]`
}

/**
 * @param {string} kind
 * @returns {(value: any) => boolean}
 */
function functionOf (kind) {
  return (value) => typeof value === 'function' && toString(value) === `[object ${kind}]`
}

/**
 * @param {string} name of a typed array class
 * @returns {(value: any) => boolean}
 */
function typedArray (name) {
  return (value) => isTypedArray(value) && tagOf(value) === name
}

/** A page has no values of this kind. */
export const isExternal = () => false
export const isDate = survives((value) => Date.prototype.getTime.call(value))
export const isRegExp = survives((value) => { if (!Object.hasOwn(value, 'lastIndex')) throw value; getter(RegExp.prototype, 'global')(value) })
export const isArgumentsObject = tagged('Arguments')
export const isBigIntObject = survives((value) => BigInt.prototype.valueOf.call(value))
export const isBooleanObject = survives((value) => Boolean.prototype.valueOf.call(value))
export const isNumberObject = survives((value) => Number.prototype.valueOf.call(value))
export const isStringObject = survives((value) => String.prototype.valueOf.call(value))
export const isSymbolObject = survives((value) => Symbol.prototype.valueOf.call(value))
/** @param {any} value */
export const isBoxedPrimitive = (value) => [isNumberObject, isStringObject, isBooleanObject, isBigIntObject, isSymbolObject].some((is) => is(value))
/** @param {any} value */
export const isNativeError = (value) => value instanceof Error || (value !== null && typeof value === 'object' && toString(value) === '[object Error]')
/** @param {any} value */
export const isAsyncFunction = (value) => functionOf('AsyncFunction')(value) || functionOf('AsyncGeneratorFunction')(value)
/** @param {any} value */
export const isGeneratorFunction = (value) => functionOf('GeneratorFunction')(value) || functionOf('AsyncGeneratorFunction')(value)
/** @param {any} value */
export const isGeneratorObject = (value) => tagged('Generator')(value) || tagged('AsyncGenerator')(value)
export const isPromise = (/** @type {any} */ value) => value instanceof Promise || tagged('Promise')(value)
export const isMap = survives(getter(Map.prototype, 'size'))
export const isSet = survives(getter(Set.prototype, 'size'))
export const isMapIterator = tagged('Map Iterator')
export const isSetIterator = tagged('Set Iterator')
export const isWeakMap = survives((value) => WeakMap.prototype.has.call(value, {}))
export const isWeakSet = survives((value) => WeakSet.prototype.has.call(value, {}))
export const isArrayBuffer = survives(getter(ArrayBuffer.prototype, 'byteLength'))
export const isSharedArrayBuffer = shared ? survives(getter(shared.prototype, 'byteLength')) : () => false
export const isDataView = survives(getter(DataView.prototype, 'buffer'))
/** Nothing in a page tells a Proxy from what it stands for. */
export const isProxy = () => false
export const isModuleNamespaceObject = (/** @type {any} */ value) => value !== null && typeof value === 'object' &&
  Object.getPrototypeOf(value) === null && toString(value) === '[object Module]'
/** @param {any} value */
export const isAnyArrayBuffer = (value) => isArrayBuffer(value) || isSharedArrayBuffer(value)
/** @param {any} value */
export const isArrayBufferView = (value) => ArrayBuffer.isView(value)
/** @param {any} value */
export const isTypedArray = (value) => ArrayBuffer.isView(value) && tagOf(value) !== undefined
export const isUint8Array = typedArray('Uint8Array')
export const isUint8ClampedArray = typedArray('Uint8ClampedArray')
export const isUint16Array = typedArray('Uint16Array')
export const isUint32Array = typedArray('Uint32Array')
export const isInt8Array = typedArray('Int8Array')
export const isInt16Array = typedArray('Int16Array')
export const isInt32Array = typedArray('Int32Array')
export const isFloat32Array = typedArray('Float32Array')
export const isFloat64Array = typedArray('Float64Array')
export const isBigInt64Array = typedArray('BigInt64Array')
export const isBigUint64Array = typedArray('BigUint64Array')
/** @param {any} value */
export const isCryptoKey = (value) => typeof CryptoKey === 'function' && value instanceof CryptoKey
/** Keys of `oro:crypto` say so by this name. @param {any} value */
export const isKeyObject = (value) => value !== null && typeof value === 'object' && value[Symbol.for('oro.KeyObject')] === true

export default plain(types)
