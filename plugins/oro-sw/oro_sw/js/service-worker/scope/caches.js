/**
 * Caches that outlive the app: CacheStorage, kept by the host (Service Workers 1, section 5).
 * @module
 */

import ipc, { openStream } from 'oro:ipc'
import { beginning } from '../bodies/beginning.js'
import { dictionary, required } from '../shared/arguments.js'
import { isResponse } from '../shared/brands.js'
import { call, dataOf, told } from '../shared/call.js'
import { name } from '../shared/constructors.js'
import { take } from '../bodies/held.js'
import { knows, recall } from '../bodies/leases.js'
import { pour } from '../bodies/pump.js'
import { unseal } from '../bodies/sealed.js'
import { cachable, find, first, names, query, responseOf } from './cache-entries.js'
import { kept } from './cache-names.js'
import { twice } from './cache-varying.js'

/** @typedef {import('./cache-entries.js').Options} Options */

let allowed = false
/** @type {Map<string, Promise<any>>} the last answer each cache was given: what was put first is there first */
const last = new Map()

/** One cache. */
export class Cache {
  #name

  /** @param {string} [name] as the host keeps it */
  constructor (name = '') {
    if (!allowed) throw new TypeError('Illegal constructor')
    this.#name = name
  }

  /**
   * @param {RequestInfo | URL} request
   * @param {Options} [options]
   * @returns {Promise<Response | undefined>}
   */
  async match (request, options = undefined) {
    required(arguments, 1, 'look into a cache')
    return first({ name: this.#name }, request, options)
  }

  /**
   * @param {RequestInfo | URL} [request]
   * @param {Options} [options]
   * @returns {Promise<readonly Response[]>}
   */
  async matchAll (request = undefined, options = undefined) {
    return Object.freeze((await find({ name: this.#name }, request, options)).map(responseOf))
  }

  /** @param {RequestInfo | URL} request */
  async add (request) {
    required(arguments, 1, 'cache an answer')
    await this.addAll([request])
  }

  /** @param {Iterable<RequestInfo | URL>} requests all of them, or none */
  async addAll (requests) {
    required(arguments, 1, 'cache answers')
    if (Object(requests) !== requests) throw new TypeError('Cannot cache answers: the requests are no list')
    const asked = [...requests].map(cachable)
    const responses = await Promise.all(asked.map(async (request) => {
      const response = await fetch(request.clone())
      if (!response.ok || response.status === 206) throw new TypeError(`Cannot cache "${request.url}": it was answered ${response.status}`)
      refuse(response)
      return response
    }))
    if (twice(asked, responses)) throw new DOMException('Cannot cache two answers to one request', 'InvalidStateError')
    for (const [at, request] of asked.entries()) await this.put(request, responses[at])
  }

  /**
   * @param {RequestInfo | URL} request
   * @param {Response} response whose body is read
   * @returns {Promise<void>} rejects with a TypeError for what no cache keeps, a QuotaExceededError when there is no room
   */
  async put (request, response) {
    required(arguments, 2, 'cache an answer')
    const asked = cachable(request)
    if (!isResponse(response)) throw new TypeError('Cannot cache what is no Response')
    if (response.status === 206) throw new TypeError('Cannot cache a part of an answer (206)')
    refuse(response)
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
    if (known) return inTurn(this.#name, () => call('serviceWorker.cache.put', { ...head, ...known }))
    const reader = response.body?.getReader()
    const beginsWith = reader ? beginning(reader) : Promise.resolve({ first: new Uint8Array(), done: true })
    const { first, done } = await beginsWith
    if (done || !reader) return inTurn(this.#name, () => dataOf(ipc.write(/** @type {any} */ ('serviceWorker.cache.put'), head, first)))
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
  async delete (request, options = undefined) {
    required(arguments, 1, 'remove an answer')
    const asked = query(request, options)
    recall()
    await last.get(this.#name)
    return call('serviceWorker.cache.delete', { name: this.#name, ...asked })
  }

  /**
   * @param {RequestInfo | URL} [request]
   * @param {Options} [options]
   * @returns {Promise<readonly Request[]>}
   */
  async keys (request = undefined, options = undefined) {
    const found = await find({ name: this.#name }, request, options)
    return Object.freeze(found.map((/** @type {any} */ each) => new Request(each.url, { method: each.method, headers: each.requestHeaders })))
  }
}

/** The caches of the app's origin. */
export class CacheStorage {
  #own = true

  constructor () {
    if (!allowed) throw new TypeError('Illegal constructor')
  }

  /**
   * @param {string} name
   * @returns {Promise<Cache>}
   */
  async open (name) {
    this.#check(arguments, 'open a cache')
    const stored = kept(name)
    if (!knows(stored)) await call('serviceWorker.cache.open', { name: stored })
    return made(() => new Cache(stored))
  }

  /** @param {string} name */
  async has (name) {
    this.#check(arguments, 'look for a cache')
    const wanted = String(name)
    return (await names()).includes(wanted)
  }

  /**
   * @param {string} name
   * @returns {Promise<boolean>}
   */
  async delete (name) {
    this.#check(arguments, 'remove a cache')
    recall()
    return call('serviceWorker.cache.remove', { name: kept(name) })
  }

  /** @returns {Promise<string[]>} */
  async keys () {
    this.#check([], 'list the caches', 0)
    return names()
  }

  /**
   * @param {RequestInfo | URL} request
   * @param {Options & { cacheName?: string }} [options]
   * @returns {Promise<Response | undefined>}
   */
  async match (request, options = undefined) {
    this.#check(arguments, 'look into the caches')
    const { cacheName } = dictionary(options, 'look into the caches')
    return first(cacheName === undefined ? {} : { name: kept(cacheName) }, request, options)
  }

  /**
   * @param {ArrayLike<any>} given
   * @param {string} what
   * @param {number} [count]
   */
  #check (given, what, count = 1) {
    if (!this.#own) throw new TypeError('Illegal invocation')
    required(given, count, what)
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
 * @param {Response} response
 * @throws {TypeError} it varies by everything, so that nothing finds it
 */
function refuse ({ headers }) {
  if (/(^|,)\s*\*\s*(,|$)/.test(headers.get('vary') ?? '')) throw new TypeError('Cannot cache an answer that varies by everything')
}

/**
 * Put answers into a cache one after another.
 * @param {string} cache
 * @param {() => Promise<any>} put
 * @returns {Promise<void>}
 */
async function inTurn (cache, put) {
  const before = last.get(cache)
  const done = before ? before.then(put) : put()
  const settled = done.then(() => {}, () => {})
  last.set(cache, settled)
  try {
    await done
  } finally {
    if (last.get(cache) === settled) last.delete(cache)
  }
}

name({ Cache, CacheStorage })
