/**
 * Calls of the host whose errors are those the standard names.
 * @module
 */

import ipc from 'oro:ipc'

/** Errors that are DOMExceptions, by the code the host gives them. */
const OF_DOM = new Map([
  ['ERR_QUOTA_EXCEEDED', 'QuotaExceededError'],
  ['ERR_SERVICE_WORKER_GONE', 'InvalidStateError'],
  ['ERR_SERVICE_WORKER_REFUSED', 'SecurityError']
])

/**
 * Call a route.
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {{ timeout?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<any>} its data
 */
export async function call (route, params, options) {
  return dataOf(ipc.request(/** @type {any} */ (route), params, options))
}

/**
 * @param {Promise<any>} result of a call
 * @returns {Promise<any>} its data
 */
export async function dataOf (result) {
  const { err, data } = await result
  if (err) throw told(err)
  return data
}

/**
 * Read what a route answers as it comes.
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
 */
export async function stream (route, params, options) {
  const { body } = await ipc.stream(/** @type {any} */ (route), params, options)
  return body ?? new ReadableStream({ start: (controller) => controller.close() })
}

/**
 * @param {any} error of the host
 * @returns {Error | DOMException}
 */
export function told (error) {
  const name = OF_DOM.get(error?.code)
  return name ? new DOMException(error.message, name) : error
}
