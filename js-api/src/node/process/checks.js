/**
 * Arguments of `process`, checked as Node checks them.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError, outOfRange } from '../../base/errors/node.js'
import { signals } from '../../internal/numbers.js'

const LARGEST = 2 ** 32 - 1

/**
 * @param {any} code
 * @returns {any} the same
 */
export function exitCodeOf (code) {
  if (code === undefined || code === null) return code
  const number = typeof code === 'string' && code !== '' ? Number(code) : code
  if (typeof code === 'string' && Number.isInteger(number)) return code
  if (typeof code !== 'number') throw invalidArgType('code', 'of type number', code)
  if (!Number.isInteger(code)) throw outOfRange('code', 'an integer', code)
  return code
}

/**
 * @param {any} mask a number, or octal digits
 * @returns {number}
 */
export function maskOf (mask) {
  const given = mask ?? undefined
  if (typeof given === 'string') {
    if (!/^[0-7]+$/.test(given)) throw invalidArgValue('mask', given, 'must be a 32-bit unsigned integer or an octal string')
    return maskOf(parseInt(given, 8))
  }
  if (typeof given !== 'number') throw invalidArgType('mask', 'of type number', given)
  if (!Number.isInteger(given)) throw outOfRange('mask', 'an integer', given)
  if (given < 0 || given > LARGEST) throw outOfRange('mask', `>= 0 && <= ${LARGEST}`, given)
  return given
}

/**
 * @param {any} signal
 * @returns {string | number}
 */
export function signalOf (signal) {
  if (typeof signal === 'number' && signal === (signal | 0)) return signal
  const name = signal || 'SIGTERM'
  if (typeof name === 'string' && Object.hasOwn(signals, name)) return name
  throw nodeError(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${typeof name === 'object' ? JSON.stringify(name) : String(name)}`)
}

/** @param {any} since what `cpuUsage()` gave */
export function usageOf (since) {
  if (!since) return { user: 0, system: 0 }
  if (typeof since !== 'object' || Array.isArray(since)) throw invalidArgType('prevValue', 'of type object', since)
  for (const name of ['user', 'system']) {
    const value = since[name]
    if (typeof value !== 'number') throw invalidArgType(`prevValue.${name}`, 'of type number', value)
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
      throw nodeError(RangeError, 'ERR_INVALID_ARG_VALUE', `The property 'prevValue.${name}' is invalid. Received ${value}`)
    }
  }
  return since
}

/**
 * Tell what the system said, as libuv does.
 * @param {any} error
 * @param {string} syscall
 * @param {string} [more]
 * @returns {any}
 */
export function systemError (error, syscall, more) {
  if (typeof error?.errno !== 'number' && !/^E[A-Z]+$/.test(error?.code ?? '')) return error
  const { code, errno } = error
  const text = more ? `${code}: ${String(error.message).replace(/^.*: /, '').toLowerCase()}, ${syscall} ${more}` : `${syscall} ${code}`
  return Object.assign(new Error(text), { errno, code, syscall })
}
