/** Errors with Node's codes and Node's wording. */

import { nodeError } from 'oro:errors/node'

/**
 * Tell an error of a route as Node tells it; one that is none of SQLite's stays what it is.
 * @param {any} error
 * @returns {any}
 */
export function told (error) {
  const { message, errcode, errstr } = error
  return errcode === undefined ? error : nodeError(Error, 'ERR_SQLITE_ERROR', message, { errcode, errstr })
}

/** @param {string} message */
export function wrongState (message) {
  return nodeError(Error, 'ERR_INVALID_STATE', message)
}

/**
 * @param {string} name
 * @param {string} expected for example `a string`
 */
export function wrongType (name, expected) {
  return nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be ${expected}.`)
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
export function text (name, value) {
  if (typeof value !== 'string') throw wrongType(name, 'a string')
  return value
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {boolean}
 */
export function truth (name, value) {
  if (typeof value !== 'boolean') throw wrongType(name, 'a boolean')
  return value
}
