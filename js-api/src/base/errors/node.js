/**
 * Errors with Node's codes and Node's wording.
 * @module
 */

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
    if (name) return `an instance of ${name}`
    return Object.getPrototypeOf(value) === null && Object.keys(value).length === 0 ? '[Object: null prototype] {}' : shown(value)
  }
  return `type ${typeof value} (${typeof value === 'string' ? quoted(value) : Object.is(value, -0) ? '-0' : shown(value)})`
}

/** @param {string} text */
function quoted (text) {
  const short = text.length > 28 ? `${text.slice(0, 25)}...` : text
  return short.includes("'") ? JSON.stringify(short) : `'${short}'`
}

/** @param {any} value @returns {string} the value in messages */
export function shown (value) {
  if (typeof value === 'string') return `'${value.replace(/[\x00-\x1f]/g, escaped).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return value.name ? `[Function: ${value.name}]` : '[Function (anonymous)]'
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** @param {string} character */
function escaped (character) {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
}
