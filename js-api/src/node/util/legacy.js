/**
 * The deprecated functions of `util`.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import { Buffer } from '../buffer.js'
import { isDate, isRegExp } from './types.js'

export { isDate, isRegExp }
export const isArray = Array.isArray
export const isBuffer = Buffer.isBuffer
/** @param {any} value */
export const isBoolean = (value) => typeof value === 'boolean'
/** @param {any} value */
export const isNull = (value) => value === null
/** @param {any} value */
export const isNullOrUndefined = (value) => value === null || value === undefined
/** @param {any} value */
export const isNumber = (value) => typeof value === 'number'
/** @param {any} value */
export const isString = (value) => typeof value === 'string'
/** @param {any} value */
export const isSymbol = (value) => typeof value === 'symbol'
/** @param {any} value */
export const isUndefined = (value) => value === undefined
/** @param {any} value */
export const isObject = (value) => value !== null && typeof value === 'object'
/** @param {any} value */
export const isError = (value) => value instanceof Error
/** @param {any} value */
export const isFunction = (value) => typeof value === 'function'
/** @param {any} value */
export const isPrimitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function')

/**
 * @param {any} target
 * @param {any} source
 */
export function _extend (target, source) {
  return isObject(source) ? Object.assign(target, source) : target
}

/**
 * Let instances of one constructor have the methods of another.
 * @param {any} constructor
 * @param {any} superConstructor
 */
export function inherits (constructor, superConstructor) {
  if (constructor === undefined || constructor === null) throw invalidArgType('ctor', 'of type function', constructor)
  if (superConstructor === undefined || superConstructor === null) throw invalidArgType('superCtor', 'of type function', superConstructor)
  if (superConstructor.prototype === undefined) throw invalidArgType('superCtor.prototype', 'of type object', undefined)
  Object.defineProperty(constructor, 'super_', { value: superConstructor, writable: true, configurable: true })
  Object.setPrototypeOf(constructor.prototype, superConstructor.prototype)
}

/** Write to the console, with the time. @param {...any} args */
export function log (...args) {
  const now = new Date()
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
  console.log('%s - %s', `${now.getDate()} ${now.toLocaleString('en', { month: 'short' })} ${time}`, ...args)
}
