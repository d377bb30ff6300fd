/**
 * Errors with Node's codes and Node's wording.
 * @module
 */

import { MOST, shown } from '../internal/shown.js'

/**
 * @template {ErrorConstructor | TypeErrorConstructor | RangeErrorConstructor} C
 * @param {C} Class
 * @param {string} code for example `ERR_INVALID_STATE`
 * @param {string} message
 * @param {Record<string, any>} [more] further members
 * @returns {InstanceType<C> & { code: string }}
 */
export function nodeError (Class, code, message, more = {}) {
  const error = /** @type {any} */ (new Class(message))
  return Object.assign(error, { code }, more)
}

/**
 * An argument has the wrong type.
 * @param {string} name
 * @param {string} expected for example `of type string` or `an instance of URL`
 * @param {any} actual
 */
export function invalidArgType (name, expected, actual) {
  const what = name.includes('.') ? 'property' : 'argument'
  return nodeError(
    TypeError, 'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${what} must be ${expected}. Received ${received(actual)}`
  )
}

/**
 * An argument has the right type and cannot be used.
 * @param {string} name
 * @param {any} actual
 * @param {string} reason
 */
export function invalidArgValue (name, actual, reason = 'is invalid') {
  const what = name.includes('.') ? 'property' : 'argument'
  return nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', `The ${what} '${name}' ${reason}. Received ${shown(actual)}`)
}

/**
 * A number is out of its range.
 * @param {string} name
 * @param {string} range for example `>= 0`
 * @param {any} actual
 */
export function outOfRange (name, range, actual) {
  return nodeError(
    RangeError, 'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${counted(actual)}`
  )
}

/**
 * @param {any} value
 * @returns {string} with groups of three digits from 2^32 on
 */
function counted (value) {
  if (!Number.isInteger(value) && typeof value !== 'bigint') return shown(value)
  const large = value > 2 ** 32 || value < -(2 ** 32)
  return large ? shown(value).replace(/\B(?=(\d{3})+n?$)/g, '_') : shown(value)
}

/** @param {string} state */
export function invalidState (state) {
  return nodeError(Error, 'ERR_INVALID_STATE', `Invalid state: ${state}`)
}

/** @param {any} value */
function received (value) {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value === 'object') {
    const name = value.constructor?.name
    return name ? `an instance of ${name}` : shown(value, MOST)
  }
  return `type ${typeof value} (${typeof value === 'string' ? quoted(value) : Object.is(value, -0) ? '-0' : shown(value)})`
}

/** @param {string} text */
function quoted (text) {
  const short = text.length > 28 ? `${text.slice(0, 25)}...` : text
  return short.includes("'") ? JSON.stringify(short) : `'${short}'`
}
