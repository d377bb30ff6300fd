/** Calls of the host, whose errors are those that the web's interfaces name. */

import { request, write } from 'oro:ipc'

/** Names of DOMExceptions by the codes of the host's errors. */
const NAMES = /** @type {Record<string, string>} */ ({
  ERR_DENIED: 'SecurityError',
  ERR_DEVICE: 'NetworkError',
  ERR_DEVICE_CLOSED: 'InvalidStateError',
  ERR_DEVICE_LOST: 'NetworkError',
  ERR_DEVICE_OPEN: 'NetworkError',
  ERR_DEVICE_OPENED: 'InvalidStateError',
  ERR_NOT_INSTALLED: 'NotSupportedError',
  ERR_INVALID_ARG: 'TypeError',
  NOT_FOUND_ERR: 'NotFoundError',
  NOT_SUPPORTED_ERR: 'NotSupportedError'
})
const KEPT = ['AbortError', 'DataError', 'InvalidAccessError', 'NetworkError', 'NotFoundError', 'NotSupportedError', 'SecurityError', 'TimeoutError']

/**
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal, responseType?: XMLHttpRequestResponseType }} [options]
 * @returns {Promise<any>} rejects with a DOMException or a TypeError, whose `cause` is the host's error
 */
export async function call (route, params = {}, options = {}) {
  return answer(await request(/** @type {any} */ (route), /** @type {any} */ (params), options))
}

/**
 * Call with members of JSON as parameters.
 * @param {string} route
 * @param {object} members
 */
export async function post (route, members) {
  return answer(await write(/** @type {any} */ (route), {}, JSON.stringify(members), { type: 'application/json' }))
}

/**
 * Call with bytes.
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {Uint8Array} bytes
 * @param {{ signal?: AbortSignal, responseType?: XMLHttpRequestResponseType }} [options]
 */
export async function send (route, params, bytes, options = {}) {
  return answer(await write(/** @type {any} */ (route), /** @type {any} */ (params), bytes, options))
}

/** @param {{ data: any, err: any }} result */
function answer ({ data, err }) {
  if (err) throw domError(err)
  return data
}

/**
 * @param {any} error of the host
 * @returns {any} as the web's interfaces have it; `udev` and `group` say how to get the right to open a device
 */
export function domError (error) {
  const name = NAMES[error.code] ?? (KEPT.includes(error.name) ? error.name : 'NetworkError')
  const made = name === 'TypeError' ? new TypeError(error.message) : new DOMException(error.message, name)
  const more = Object.fromEntries(['udev', 'group'].filter(key => error[key] !== undefined).map(key => [key, error[key]]))
  return Object.assign(made, { cause: error }, more)
}

/**
 * Copy the bytes of a BufferSource.
 * @param {any} source
 * @param {string} where for the message
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf (source, where) {
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0))
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
  throw new TypeError(`Failed to execute ${where}: the value is not of type (ArrayBuffer or ArrayBufferView)`)
}
