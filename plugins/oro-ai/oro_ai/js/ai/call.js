/** Calls of the plugin's routes, whose errors are thrown. */

import { request, write } from 'oro:ipc'

/** @typedef {{ signal?: AbortSignal }} Options */

/**
 * @param {string} route
 * @param {Record<string, any>} [params] undefined values are left out
 * @param {Options & { body?: Uint8Array | ArrayBuffer | string }} [options] without a body the call has none
 * @returns {Promise<any>} rejects with the route's error, or an AbortError
 */
export async function ask (route, params = {}, { signal, body } = {}) {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
  const { err, data } = body === undefined ? await request(route, given, { signal }) : await write(route, given, body, { signal })
  if (err) throw err
  return data
}

/**
 * Check that an object is loaded: its id is empty before loading and after unloading.
 * @param {string} id
 * @param {string} what such as `context`
 * @returns {string} the id
 * @throws {TypeError} it is empty
 */
export function loaded (id, what) {
  if (!id) throw new TypeError(`Cannot use the ${what}: it is not loaded; await its load() first`)
  return id
}
