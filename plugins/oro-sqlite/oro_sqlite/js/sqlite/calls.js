/** Calls of the routes. */

import { request, sendSync } from 'oro:ipc'
import { told } from './errors.js'

/**
 * Call `sqlite.<route>` and wait.
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {{ sql?: string, params?: any[] }} [body] what a URL may have no room for
 * @returns {any}
 */
export function call (route, params, body) {
  const { err, data } = sendSync(`sqlite.${route}`, params, {}, body && JSON.stringify(body))
  if (err) throw told(err)
  return data
}

/**
 * Call `sqlite.<route>`, which answers bytes, and wait.
 * @param {string} route
 * @param {Record<string, any>} params
 * @returns {Uint8Array}
 */
export function callForBytes (route, params) {
  const { err, data } = sendSync(`sqlite.${route}`, params, { responseType: 'arraybuffer' })
  if (err) throw told(err)
  return new Uint8Array(data)
}

/**
 * Call `sqlite.<route>` with bytes and wait.
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {Uint8Array} bytes
 * @returns {any}
 */
export function callWithBytes (route, params, bytes) {
  const { err, data } = sendSync(`sqlite.${route}`, params, {}, bytes)
  if (err) throw told(err)
  return data
}

/**
 * Call `sqlite.<route>`; the page goes on meanwhile.
 * @param {string} route
 * @param {Record<string, any>} params
 * @returns {Promise<any>}
 */
export async function callLater (route, params) {
  const { err, data } = await request(`sqlite.${route}`, params)
  if (err) throw told(err)
  return data
}
