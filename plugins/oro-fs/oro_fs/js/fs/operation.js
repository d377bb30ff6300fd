/**
 * An operation is a call described but not made: the same description serves promises, callbacks and the
 * synchronous functions.
 */

import { request, sendSync, write } from 'oro:ipc'
import { invalidArgType } from 'oro:errors/node'
import { fsError } from './errors.js'

/**
 * @template R
 * @typedef {object} Operation
 * @property {string} route
 * @property {string} syscall what errors name
 * @property {Record<string, any>} params
 * @property {string} [path] what errors name
 * @property {string} [dest] what errors name
 * @property {Record<string, (context: import('./errors.js').Context) => any>} [told] errors told otherwise, by code
 * @property {Uint8Array<ArrayBuffer>} [body] sent with POST
 * @property {boolean} [binary] the answer is bytes
 * @property {AbortSignal} [signal]
 * @property {(data: any) => R} read makes the result of the answer
 */

/**
 * Make the call.
 * @template R
 * @param {Operation<R>} operation
 * @returns {Promise<R>}
 */
export async function perform (operation) {
  const { route, params, body, binary, signal, read } = operation
  const options = { signal, responseType: binary ? /** @type {const} */ ('arraybuffer') : undefined }
  const { err, data } = body ? await write(route, params, body, options) : await request(route, params, options)
  if (err) throw failure(err, operation)
  return read(data)
}

/**
 * Make the call and wait.
 * @template R
 * @param {Operation<R>} operation
 * @returns {R}
 */
export function performSync (operation) {
  const { route, params, body, binary, read } = operation
  const { err, data } = sendSync(route, params, binary ? { responseType: 'arraybuffer' } : undefined, body)
  if (err) throw failure(err, operation)
  return read(data)
}

/**
 * @param {any} err
 * @param {Operation<any>} operation
 */
function failure (err, operation) {
  const tell = operation.told?.[err.code]
  return tell ? tell(operation) : fsError(err, operation)
}

/**
 * @template {any[]} A
 * @template R
 * @param {(...args: A) => Operation<R>} describe
 * @returns {(...args: A) => Promise<R>}
 */
export function promised (describe) {
  return async (...args) => perform(describe(...args))
}

/**
 * @template {any[]} A
 * @template R
 * @param {(...args: A) => Operation<R>} describe
 * @returns {(...args: A) => R}
 */
export function synchronous (describe) {
  return (...args) => performSync(describe(...args))
}

/**
 * Bad arguments throw at once; the callback is the last argument.
 * @param {(...args: any[]) => Operation<any>} describe
 * @returns {(...args: any[]) => void}
 */
export function calledBack (describe) {
  return (...args) => {
    const callback = callbackOf(args)
    settle(perform(describe(...args)), callback)
  }
}

/**
 * Take the callback from the end of the arguments.
 * @param {any[]} args
 * @returns {(...args: any[]) => void}
 */
export function callbackOf (args) {
  const callback = args.pop()
  if (typeof callback !== 'function') throw invalidArgType('cb', 'of type function', args.length ? callback : undefined)
  return callback
}

/**
 * @param {Promise<any>} promise
 * @param {(error: any, value?: any) => void} callback
 */
export function settle (promise, callback) {
  // Out of the promise's reach: what the callback throws is an uncaught error, not a rejection.
  promise.then(
    (value) => queueMicrotask(() => value === undefined ? callback(null) : callback(null, value)),
    (error) => queueMicrotask(() => callback(error))
  )
}
