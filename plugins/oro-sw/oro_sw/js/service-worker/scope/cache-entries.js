/**
 * Queries of caches, and the answers made of the entries that the host finds.
 * @module
 */

import { call, stream } from '../shared/call.js'
import { dictionary } from '../shared/arguments.js'
import { isRequest } from '../shared/brands.js'
import { BODILESS, Source, responseOf as shaped } from '../bodies/held.js'
import { leaseOf } from '../bodies/leases.js'
import { SEALED, seal } from '../bodies/sealed.js'
import { given } from './cache-names.js'

const SCHEMES = ['http:', 'https:', location.protocol]

/** @typedef {{ ignoreSearch?: boolean, ignoreMethod?: boolean, ignoreVary?: boolean }} Options */

/**
 * @param {RequestInfo | URL} request
 * @returns {Request}
 */
export function requestOf (request) {
  return isRequest(request) ? request : new Request(request)
}

/**
 * @param {RequestInfo | URL} request
 * @returns {Request}
 * @throws {TypeError} no cache keeps answers to it
 */
export function cachable (request) {
  const asked = requestOf(request)
  if (asked.method !== 'GET') throw new TypeError(`Cannot cache an answer to ${asked.method}`)
  if (!SCHEMES.includes(new URL(asked.url).protocol)) throw new TypeError(`Cannot cache an answer to "${asked.url.slice(0, 80)}"`)
  return asked
}

/**
 * @param {RequestInfo | URL} request
 * @param {Options | null} [options]
 */
export function query (request, options) {
  const { ignoreSearch = false, ignoreMethod = false, ignoreVary = false } = dictionary(options, 'look into a cache')
  const { url, method, headers } = requestOf(request)
  const flags = { ignoreSearch: Boolean(ignoreSearch), ignoreMethod: Boolean(ignoreMethod), ignoreVary: Boolean(ignoreVary) }
  return { url, method, headers: JSON.stringify([...headers]), ...flags }
}

/**
 * @param {any} params
 * @param {RequestInfo | URL} [request]
 * @param {Options | null} [options]
 * @returns {Promise<any[]>}
 */
export async function find (params, request, options) {
  dictionary(options, 'look into a cache')
  const asked = request === undefined ? {} : query(request, options)
  return call('serviceWorker.cache.find', { ...params, ...asked })
}

/**
 * @param {{ name?: string }} where
 * @param {RequestInfo | URL} request
 * @param {Options | null} [options]
 * @returns {Promise<Response | undefined>}
 */
export async function first ({ name }, request, options) {
  const lease = leaseOf(request, dictionary(options, 'look into a cache'))
  const [found] = lease
    ? lease.filter(([each, entry]) => entry && (name === undefined || each === name)).map(([, entry]) => entry)
    : await find({ first: true, ...(name === undefined ? {} : { name }) }, requestOf(request), options)
  return found && responseOf(found)
}

/** @returns {Promise<string[]>} the names of the caches in the order they were made */
export async function names () {
  return (await call('serviceWorker.cache.names')).map(given)
}

/** @param {any} entry */
export function responseOf ({ id, status, statusText, headers, responseURL, responseType, redirected, size }) {
  const open = () => stream('serviceWorker.cache.body', { id })
  if (responseType === 'error') return Response.error()
  if (SEALED.includes(responseType)) return seal(new Source({ cached: id }, open), { type: responseType, url: responseURL })
  const bodiless = size === 0 || BODILESS.includes(status)
  const source = bodiless ? null : new Source({ cached: id }, open)
  return shaped(source, { status, statusText, headers }, { url: responseURL, type: responseType, redirected })
}
