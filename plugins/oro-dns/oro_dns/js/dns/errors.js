/** Errors with Node's codes and Node's wording. */

import { AbortError } from 'oro:errors'
import { invalidArgType, invalidArgValue, nodeError, outOfRange } from 'oro:errors/node'

const LARGEST = 2 ** 31 - 1

/**
 * @param {string} code
 * @param {string} syscall
 * @param {string} hostname
 * @param {number} [errno] negative
 * @returns {any}
 */
export function dnsError (code, syscall, hostname, errno) {
  return Object.assign(new Error(`${syscall} ${code} ${hostname}`), { errno, code, syscall, hostname })
}

/**
 * Tell an error of a route as Node tells it; what is none of names stays what it is.
 * @param {any} error
 */
export function told (error) {
  const { syscall, code, hostname, errno } = error
  return syscall === undefined ? error : dnsError(code, syscall, hostname, errno)
}

/** @param {AbortSignal | undefined} signal */
export function aborted (signal) {
  return new AbortError('The operation was aborted', { cause: signal?.reason })
}

/** @param {...string} names */
export function missingArguments (...names) {
  const quoted = names.map((name) => `"${name}"`)
  const all = quoted.length > 2 ? `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}` : quoted.join(' and ')
  return nodeError(TypeError, 'ERR_MISSING_ARGS', `The ${all} arguments must be specified`)
}

/** @param {string} address */
export function invalidAddress (address) {
  return nodeError(TypeError, 'ERR_INVALID_IP_ADDRESS', `Invalid IP address: ${address}`)
}

/** @param {string} message */
export function invalidLocalAddress (message) {
  return nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', message)
}

/** @param {any} port */
export function badPort (port) {
  const shown = typeof port === 'string' ? `'${port}'` : String(port)
  const received = port === null || port === undefined ? String(port) : `type ${typeof port} (${shown})`
  return nodeError(RangeError, 'ERR_SOCKET_BAD_PORT', `Port should be >= 0 and < 65536. Received ${received}.`)
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
export function text (name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {(...args: any[]) => void}
 */
export function callable (name, value) {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {boolean}
 */
export function truth (name, value) {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value)
  return value
}

/**
 * @template T
 * @param {string} name
 * @param {any} value
 * @param {readonly T[]} choices
 * @returns {T}
 */
export function oneOf (name, value, choices) {
  if (choices.includes(value)) return value
  const shown = choices.map((choice) => typeof choice === 'string' ? `'${choice}'` : String(choice))
  throw invalidArgValue(name, value, `must be one of: ${shown.join(', ')}`)
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} least
 * @returns {number}
 */
export function wholeNumber (name, value, least) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > LARGEST) throw outOfRange(name, `>= ${least} && <= ${LARGEST}`, value)
  return value
}
