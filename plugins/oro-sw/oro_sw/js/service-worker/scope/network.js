/**
 * Requests that a worker makes. For the app's own origin the host asks the app and keeps the body, so that an answer
 * that is handed on or put into a cache unchanged never crosses into the worker. Answers of other sites without their
 * consent (`mode: 'no-cors'`) are fetched by the host, too, for no script may have them. The engine fetches the rest.
 * @module
 */

import ipc from 'oro:ipc'
import { required } from '../shared/arguments.js'
import { stream } from '../shared/call.js'
import { BODILESS, Source, responseOf } from '../bodies/held.js'
import { seal } from '../bodies/sealed.js'

const ORIGIN = `${location.protocol}//${location.host}`
const OWN = 'serviceWorker.fetch.open'
const FOREIGN = 'serviceWorker.fetch.foreign'
const REDIRECTS = [301, 302, 303, 307, 308]
const MOST_REDIRECTS = 20
const LINE = 10

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {{ worker: string, native: Fetch, tell: (message: any) => void }} Line to the host and to the engine */

/**
 * Make the `fetch` of a worker.
 * @param {string} worker id of its version
 * @param {Fetch} native
 * @param {(message: any) => void} tell
 * @returns {Fetch}
 */
export function network (worker, native, tell) {
  const line = { worker, native, tell }
  return async function fetch (input, init = undefined) {
    required(arguments, 1, 'fetch')
    const request = readOnly(input, init) ? new Request(input, init) : null
    // What a navigation says of itself no constructor takes over.
    const redirect = init?.redirect ?? /** @type {any} */ (input)?.redirect ?? 'follow'
    if (request !== null && isOurs(request)) return own(line, request, redirect)
    if (request !== null && isForeign(request) && redirect === 'follow') return await foreign(line, request) ?? native(input, init)
    return native(input, init)
  }
}

/**
 * @param {Line} line
 * @param {Request} request of the app's own origin
 * @param {RequestRedirect} redirect
 * @returns {Promise<Response>}
 */
async function own (line, request, redirect) {
  const { worker, native, tell } = line
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const { head, bytes } = await begun(OWN, request, { worker, seal: redirect === 'manual' })
    const { status, statusText, headers, id, once } = head
    const drop = () => tell({ did: 'drop', id })
    if (id && status === undefined) return seal(new Source({ worker, fetched: id }, unread, { drop }), { type: 'opaqueredirect', url: request.url })
    if (status === undefined) return native(request, { redirect })
    const location = REDIRECTS.includes(status) ? new Headers(headers).get('location') : null
    if (location === null) {
      const open = (/** @type {any} */ { worker, fetched: id, keep = false }) => stream('serviceWorker.fetch.body', { worker, id, keep }, { signal: request.signal })
      const source = id ? new Source({ worker, fetched: id }, open, { drop, once, signal: request.signal }) : bytes
      const bodiless = BODILESS.includes(status) || request.method === 'HEAD'
      if (bodiless && id) drop()
      return responseOf(bodiless ? null : source, { status, statusText, headers }, { url: request.url, type: 'basic', redirected: hops > 0 })
    }
    if (id) drop()
    if (redirect === 'error') break
    request = sentOn(request, location)
    if (isOurs(request)) continue
    if (isForeign(request)) return await foreign(line, request) ?? native(request)
    return Object.defineProperty(await native(request), 'redirected', { value: true, configurable: true })
  }
  throw new TypeError('Failed to fetch')
}

/**
 * Have the host fetch what this worker may not look into.
 * @param {Line} line
 * @param {Request} request
 * @returns {Promise<Response | null>} null where the host does not
 */
async function foreign ({ worker, tell }, request) {
  const headers = [['user-agent', navigator.userAgent], ['accept-language', navigator.languages.join(',')]]
  const { head: { id } } = await begun(FOREIGN, request, { worker }, headers) ?? { head: {} }
  if (!id) return null
  return seal(new Source({ worker, fetched: id }, unread, { drop: () => tell({ did: 'drop', id }) }), { type: 'opaque' })
}

/** @returns {Promise<never>} for a sealed body cannot be read */
async function unread () {
  throw new TypeError('Cannot read what is sealed')
}

/**
 * @param {Request} request
 * @param {string} location
 * @returns {Request} what a redirect asks for (Fetch, HTTP-redirect fetch)
 * @throws {TypeError} it leads nowhere
 */
function sentOn (request, location) {
  const { mode, headers, signal, method, credentials, referrer, referrerPolicy } = request
  const target = new URL(location, request.url)
  target.hash ||= new URL(request.url).hash
  if (mode === 'same-origin' && target.origin !== new URL(request.url).origin) throw new TypeError('Failed to fetch')
  return new Request(target, { mode: mode === 'navigate' ? 'cors' : mode, headers, signal, method, credentials, referrer, referrerPolicy })
}

/**
 * @param {any} input
 * @param {RequestInit} [init]
 * @returns {boolean} whether it has no body, and so can be read twice
 */
function readOnly (input, init) {
  const method = String(init?.method ?? input?.method ?? 'GET').toUpperCase()
  return (method === 'GET' || method === 'HEAD') && init?.body == null
}

/** @param {Request} request */
function isOurs ({ url, integrity, cache }) {
  return url.startsWith(ORIGIN + '/') && !url.startsWith(ORIGIN + '/oro/') && integrity === '' && cache === 'default'
}

/** @param {Request} request */
function isForeign ({ url, mode }) {
  return mode === 'no-cors' && /^https?:/.test(url)
}

/**
 * @param {string} route
 * @param {Request} request
 * @param {Record<string, any>} params
 * @param {string[][]} [more] headers
 * @returns {Promise<any>} the line the host answers with, and the bytes behind it; null where the host may not
 */
async function begun (route, { url, method, headers, signal }, params, more = []) {
  const asked = { ...params, url: url.split('#', 1)[0], method, headers: JSON.stringify([...more, ...headers]) }
  const { err, data } = await ipc.request(/** @type {any} */ (route), asked, { responseType: 'arraybuffer', signal })
  if (err?.code === 'ERR_DENIED' && route === FOREIGN) return null
  if (err) throw signal.aborted ? signal.reason : new TypeError('Failed to fetch', { cause: err })
  const bytes = new Uint8Array(/** @type {ArrayBuffer} */ (data))
  const end = bytes.indexOf(LINE)
  return { head: JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))), bytes: bytes.subarray(end + 1) }
}
