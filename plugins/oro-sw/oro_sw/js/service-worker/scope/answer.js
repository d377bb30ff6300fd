/**
 * A page's request as a fetch event, and the worker's answer on its way to the host.
 * @module
 */

import ipc from 'oro:ipc'
import { FetchEvent } from '../events.js'
import { isResponse } from '../shared/brands.js'
import { hold, release } from '../bodies/leases.js'
import { send } from '../bodies/sending.js'

/** @typedef {import('../boot.js').Config} Config */
/**
 * @typedef {object} Asked
 * @property {string} id
 * @property {string} url
 * @property {string} method
 * @property {[string, string][]} headers
 * @property {RequestMode} mode
 * @property {RequestRedirect} redirect
 * @property {string} destination
 * @property {RequestCache} cache
 * @property {RequestCredentials} credentials
 * @property {boolean} keepalive
 * @property {string} integrity
 * @property {string} referrer
 * @property {ReferrerPolicy} referrerPolicy
 * @property {string} clientId
 * @property {string} resultingClientId
 * @property {boolean} body
 * @property {string | null} [preload] what the header of a preloaded navigation says
 * @property {any} [data] of the scheme's protocol handler
 * @property {import('../bodies/leases.js').Lease | null} [lease]
 */

const REDIRECTS = [301, 302, 303, 307, 308]

/** The headers of a request that came are those that came. */
const GUARDED = Object.fromEntries(['append', 'delete', 'set'].map((name) => [name, {
  value () { throw new TypeError('Cannot change the headers of a request that came: make another from it') }
}]))

/** @type {Map<string, AbortController>} */
const running = new Map()

/**
 * Dispatch a fetch event, and send what it is answered with.
 * @param {Config} config
 * @param {Asked} asked
 * @param {(message: any) => void} tell
 */
export async function answer (config, asked, tell) {
  const { id } = asked
  const abort = new AbortController()
  running.set(id, abort)
  try {
    const request = await requestOf(config, asked, abort.signal)
    const { clientId, resultingClientId } = asked
    const event = new FetchEvent('fetch', { cancelable: true, request, clientId, resultingClientId, preloadResponse: preloaded(config, asked, request) })
    event.data = asked.data ?? undefined
    await event.ask()
    if (event.answered) {
      await respond(config, id, event, abort.signal, tell)
    } else {
      release(id)
      tell({ did: event.defaultPrevented ? 'refuse' : 'pass', id, error: 'the event was cancelled' })
      event.close(!event.defaultPrevented)
    }
    await event.settled().catch(report)
  } catch (error) {
    release(id)
    tell({ did: 'refuse', id, error: String(error) })
    report(error)
  } finally {
    running.delete(id)
  }
}

/**
 * Ask the app for a navigation while the worker is asked for it.
 * @param {Config} config
 * @param {Asked} asked
 * @param {Request} request
 * @returns {Promise<Response | undefined>}
 */
async function preloaded ({ fetch }, { preload = null }, request) {
  if (preload === null) return undefined
  const headers = new Headers(request.headers)
  headers.set('service-worker-navigation-preload', preload)
  return fetch(request.url, { headers, redirect: 'manual', signal: request.signal })
}

/**
 * Drop an answer for which no page waits any more.
 * @param {string} id
 */
export function abort (id) {
  release(id)
  running.get(id)?.abort()
}

/**
 * @param {Config} config
 * @param {Asked} asked
 * @param {AbortSignal} signal
 */
async function requestOf ({ version }, asked, signal) {
  const { id, url, method, headers, mode, redirect, destination, cache, credentials, keepalive, integrity, referrer, referrerPolicy } = asked
  /** @type {RequestInit} */
  const init = { method, headers, signal, credentials, keepalive, referrerPolicy, redirect }
  // What the engine is asked for of what has these goes past the host, which has no copies to look away from.
  if (cache !== 'default') Object.assign(init, { cache, ...(cache === 'only-if-cached' ? { mode: 'same-origin' } : {}) })
  if (asked.body) {
    const body = await ipc.request(/** @type {any} */ ('serviceWorker.fetch.request.body'), { worker: version.id, id }, { responseType: 'arraybuffer' })
    if (body.err) throw body.err
    init.body = body.data
  }
  const request = new Request(url, init)
  if (asked.lease && request.url === url) hold(id, request, asked.lease)
  Object.defineProperties(request.headers, GUARDED)
  return named(request, { mode, redirect, destination, cache, credentials, keepalive, integrity, referrer, referrerPolicy })
}

/**
 * @param {Config} config
 * @param {string} id
 * @param {FetchEvent} event
 * @param {AbortSignal} signal
 * @param {(message: any) => void} tell
 */
async function respond (config, id, event, signal, tell) {
  try {
    const given = await event.answered
    if (!isResponse(given)) throw new TypeError('The promise of respondWith() is not for a Response')
    const refused = refusal(given, event.request)
    if (refused) throw new TypeError(refused)
    if (given.bodyUsed || given.body?.locked) throw new TypeError('The body of the answer was read already')
    const answer = await followed(given, event.request)
    release(id)
    await send(config, id, answer, signal, tell)
    event.close()
  } catch (/** @type {any} */ error) {
    release(id)
    tell({ did: 'refuse', id, error: String(error) })
    event.close(false)
    if (!signal.aborted) report(error)
  }
}

/**
 * No constructor makes a navigation, or knows a destination; what asks for these looks at the object.
 * @param {Request} request
 * @param {Record<string, any>} members
 * @returns {Request}
 */
function named (request, members) {
  const clone = () => named(Request.prototype.clone.call(request), members)
  Object.defineProperties(request, Object.fromEntries(Object.entries(members).map(([name, value]) => [name, { value }])))
  return Object.defineProperty(request, 'clone', { value: clone, configurable: true, writable: true })
}

/**
 * Tell why a request may not be given an answer (Fetch, HTTP fetch: what comes of handle fetch).
 * @param {Response} response
 * @param {Request} request
 * @returns {string} empty where it may
 */
function refusal ({ type, redirected }, { mode, redirect }) {
  if (type === 'error') return 'The answer is a network error'
  if (type === 'cors' && mode === 'same-origin') return 'The answer is of another origin'
  if (type === 'opaque' && mode !== 'no-cors') return `The answer is opaque, and the mode of the request is "${mode}"`
  if (type === 'opaqueredirect' && redirect !== 'manual') return 'The answer is a redirect that was not followed'
  if (redirected && redirect !== 'follow') return `The answer was redirected, and the request says of redirects "${redirect}"`
  return ''
}

/**
 * Follow an answer that leads to another site, for engines do not from our schemes; documents they do load from there.
 * @param {Response} response
 * @param {Request} request
 * @returns {Promise<Response>} where it leads to our own origin, with the address in full
 */
async function followed (response, request) {
  const location = REDIRECTS.includes(response.status) && response.headers.get('location')
  if (!location) return response
  const { href } = new URL(location, response.url || request.url)
  const { mode, signal } = request
  if (mode === 'navigate' || request.redirect !== 'follow' || href.startsWith(globalThis.location.origin + '/')) {
    const headers = new Headers(response.headers)
    headers.set('location', href)
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
  }
  return fetch(href, { mode, signal })
}

/** @param {any} error */
function report (error) {
  console.error(error)
}
