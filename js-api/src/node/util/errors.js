/**
 * System errors by number and name.
 * @module
 */

import * as errno from '../../base/errno.js'
import { invalidArgType, outOfRange } from '../../base/errors/node.js'

/** @returns {Map<number, [string, string]>} name and message by negative number */
export function getSystemErrorMap () {
  return new Map(Object.entries(errno.libuv).map(([name, code]) => [-Number(code), [name, errno.getMessage(Number(code)) ?? name]]))
}

/**
 * @param {number} code negative
 * @returns {string | undefined}
 */
export function getSystemErrorName (code) {
  if (typeof code !== 'number') throw invalidArgType('err', 'of type number', code)
  if (code >= 0 || !Number.isSafeInteger(code)) throw outOfRange('err', 'a negative integer', code)
  return getSystemErrorMap().get(code)?.[0]
}

/**
 * @param {number} code negative
 * @param {string} syscall
 * @param {string} [original]
 */
export function _errnoException (code, syscall, original) {
  const name = getSystemErrorName(code)
  return Object.assign(new Error(`${syscall} ${name}${original ? ` ${original}` : ''}`), { errno: code, code: name, syscall })
}

/**
 * @param {number} code negative
 * @param {string} syscall
 * @param {string} address
 * @param {number} [port]
 * @param {string} [additional]
 */
export function _exceptionWithHostPort (code, syscall, address, port, additional) {
  const name = getSystemErrorName(code)
  const place = port ? `${address}:${port}` : address
  const error = new Error(`${syscall} ${name} ${place}${additional ? ` - Local (${additional})` : ''}`)
  return Object.assign(error, { errno: code, code: name, syscall, address }, port ? { port } : {})
}
