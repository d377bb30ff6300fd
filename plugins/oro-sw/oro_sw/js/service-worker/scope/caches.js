/**
 * Caches that outlive the app: CacheStorage, kept by the host (Service Workers 1, section 5).
 * @module
 */

import ipc, { openStream } from 'oro:ipc'
import { beginning } from '../bodies/beginning.js'
import { call, dataOf, stream, told } from '../shared/call.js'
import { BODILESS, Source, responseOf as shaped, take } from '../bodies/held.js'
import { knows, leaseOf, recall } from '../bodies/leases.js'
import { pour } from '../bodies/pump.js'
import { SEALED, seal, unseal } from '../bodies/sealed.js'

const SCHEMES = ['http:', 'https:', location.protocol]

let allowed = false

/** @typedef {{ ignoreSearch?: boolean, ignoreMethod?: boolean, ignoreVary?: boolean }} Options */

/** One cache. */
export class Cache {
  #name

  /** @param {string} [name] */
  constructor (name = '') {
    if (!allowed) throw new TypeError('Illegal constructor')
    this.#name = name
  }

  get [Symbol.toStringTag] () { return 'Cache' }

  /**
   * @param {RequestInfo | URL} request
   * @param {Options} [options]
   * @returns {Promise<Response | undefined>}
   */
  async match (request, options) {
    return first({ name: this.#name }, request, options)
  }

  /**
   * @param {RequestInfo | URL} [request]
   * @param {Options} [options]
   * @returns {Promise<readonly Response[]>}
   */
  async matchAll (request, options) {
    return Object.freeze((await find({ name: this.#name }, request, options)).map(responseOf))
  }

  /** @param {RequestInfo | URL} request */
  async add (request) {
    await this.addAll([request])
  }

  /** @param {(RequestInfo | URL)[]} requests all of them, or none */
  async addAll (requests) {
    const asked = requests.map(cachable)
    const responses = await Promise.all(asked.map(async (request) => {
      const response = await fetch(request.clone())
      if (!response.ok || response.status === 206) throw new TypeError(`Cannot cache "${request.url}": it was answered ${response.status}`)
      return response
    }))
    const urls = asked.map(({ url }) => url)
    if (new Set(urls).size < urls.length && !responses.some(({ headers }) => headers.has('vary'))) {
      throw new DOMException('Cannot cache two answers to one request', 'InvalidStateError')
    }
    for (const [at, request] of asked.entries()) await this.put(request, responses[at])
  }

  /**
   * @param {RequestInfo | URL} request
   * @param {Response} response whose body is read
   * @returns {Promise<void>} rejects with a TypeError for what no cache keeps, a QuotaExceededError when there is no room
   */
  async put (request, response) {
    const asked = cachable(request)
    if (!(response instanceof Response)) throw new TypeError('Cannot cache what is no Response')
    if (response.status === 206) throw new TypeError('Cannot cache a part of an answer (206)')
    if (/(^|,)\s*\*\s*(,|$)/.test(response.headers.get('vary') ?? '')) throw new TypeError('Cannot cache an answer that varies by everything')
    if (response.bodyUsed || response.body?.locked) throw new TypeError('Cannot cache an answer whose body was read')
    const head = {
      name: this.#name,
      url: asked.url,
      requestHeaders: JSON.stringify([...asked.headers]),
      status: response.status,
      statusText: response.statusText,
      headers: JSON.stringify([...response.headers]),
      responseURL: response.url,
      responseType: response.type,
      redirected: response.redirected
    }
    recall()
    const known = unseal(response) ?? take(response)
    if (known) return call('serviceWorker.cache.put', { ...head, ...known })
    const reader = response.body?.getReader()
    const { first, done } = reader ? await beginning(reader) : { first: new Uint8Array(), done: true }
    if (done || !reader) return dataOf(ipc.write(/** @type {any} */ ('serviceWorker.cache.put'), head, first))
    try {
      await pour(openStream(/** @type {any} */ ('serviceWorker.cache.put'), head), first, reader)
    } catch (error) {
      throw told(error)
    }
  }

  /**
   * @param {RequestInfo | URL} request
   * @param {Options} [options]
   * @returns {Promise<boolean>}
   */
  async delete (request, options) {
    recall()
    return call('serviceWorker.cache.delete', { name: this.#name, ...query(request, options) })
  }

  /**
   * @param {RequestInfo | URL} [request]
   * @param {Options} [options]
   * @returns {Promise<readonly Request[]>}
   */
  async keys (request, options) {
    const found = await find({ name: this.#name }, request, options)
    return Object.freeze(found.map((/** @type {any} */ each) => new Request(each.url, { method: each.method, headers: each.requestHeaders })))
  }
}

/** The caches of the app's origin. */
export class CacheStorage {
  constructor () {
    if (!allowed) throw new TypeError('Illegal constructor')
  }

  get [Symbol.toStringTag] () { return 'CacheStorage' }

  /**
   * @param {string} name
   * @returns {Promise<Cache>}
   */
  async open (name) {
    if (!knows(String(name))) await call('serviceWorker.cache.open', { name: String(name) })
    return made(() => new Cache(String(name)))
  }

  /** @param {string} name */
  async has (name) {
    return (await this.keys()).includes(String(name))
  }

  /**
   * @param {string} name
   * @returns {Promise<boolean>}
   */
  async delete (name) {
    recall()
    return call('serviceWorker.cache.remove', { name: String(name) })
  }

  /** @returns {Promise<string[]>} */
  async keys () {
    return call('serviceWorker.cache.names')
  }

  /**
   * @param {RequestInfo | URL} request
   * @param {Options & { cacheName?: string }} [options]
   * @returns {Promise<Response | undefined>}
   */
  async match (request, { cacheName, ...options } = {}) {
    return first(cacheName === undefined ? {} : { name: String(cacheName) }, request, options)
  }
}

/** @type {CacheStorage} */
export const caches = made(() => new CacheStorage())

/**
 * @template T
 * @param {() => T} make
 * @returns {T}
 */
function made (make) {
  allowed = true
  try {
    return make()
  } finally {
    allowed = false
  }
}

/**
 * @param {{ name?: string }} where
 * @param {RequestInfo | URL} request
 * @param {Options} [options]
 * @returns {Promise<Response | undefined>}
 */
async function first ({ name }, request, options) {
  const lease = leaseOf(request, options)
  const [found] = lease
    ? lease.filter(([each, entry]) => entry && (name === undefined || each === name)).map(([, entry]) => entry)
    : await find({ first: true, ...(name === undefined ? {} : { name }) }, request, options)
  return found && responseOf(found)
}

/**
 * @param {any} params
 * @param {RequestInfo | URL} [request]
 * @param {Options} [options]
 * @returns {Promise<any[]>}
 */
async function find (params, request, options) {
  const asked = request === undefined ? {} : query(request, options)
  return call('serviceWorker.cache.find', { ...params, ...asked })
}

/**
 * @param {RequestInfo | URL} request
 * @param {Options} [options]
 */
function query (request, { ignoreSearch = false, ignoreMethod = false, ignoreVary = false } = {}) {
  const { url, method, headers } = requestOf(request)
  return { url, method, headers: JSON.stringify([...headers]), ignoreSearch, ignoreMethod, ignoreVary }
}

/** @param {RequestInfo | URL} request */
function requestOf (request) {
  return request instanceof Request ? request : new Request(request)
}

/**
 * @param {RequestInfo | URL} request
 * @returns {Request}
 * @throws {TypeError} no cache keeps answers to it
 */
function cachable (request) {
  const asked = requestOf(request)
  if (asked.method !== 'GET') throw new TypeError(`Cannot cache an answer to ${asked.method}`)
  if (!SCHEMES.includes(new URL(asked.url).protocol)) throw new TypeError(`Cannot cache an answer to "${asked.url.slice(0, 80)}"`)
  return asked
}

/** @param {any} entry */
function responseOf ({ id, status, statusText, headers, responseURL, responseType, redirected, size }) {
  const open = () => stream('serviceWorker.cache.body', { id })
  if (SEALED.includes(responseType)) return seal(new Source({ cached: id }, open), { type: responseType, url: responseURL })
  const bodiless = size === 0 || BODILESS.includes(status)
  const source = bodiless ? null : new Source({ cached: id }, open)
  return shaped(source, { status, statusText, headers }, { url: responseURL, type: responseType, redirected })
}
