/**
 * What a worker fetches of the app's own origin: the host asks the app and keeps the body, so that an answer that is
 * handed on or put into a cache as it came never crosses into the worker. Everything else the engine fetches.
 * @module
 */

import ipc from 'oro:ipc'
import { stream } from './call.js'
import { BODILESS, Source, responseOf } from './held.js'

const ORIGIN = `${location.protocol}//${location.host}`
const OPEN = /** @type {any} */ ('serviceWorker.fetch.open')
const REDIRECTS = [301, 302, 303, 307, 308]
const LINE = 10

/**
 * Make the `fetch` of a worker.
 * @param {string} worker id of its version
 * @param {typeof globalThis.fetch} native
 * @param {(message: any) => void} tell
 * @returns {typeof globalThis.fetch}
 */
export function network (worker, native, tell) {
  return async (input, init) => {
    const request = readOnly(input, init) ? new Request(input, init) : null
    if (request === null || !isOurs(request)) return native(input, init)
    const { head, bytes } = await begun(worker, request)
    const drop = () => tell({ did: 'drop', id: head.id })
    const { status, statusText, headers, id, once } = head
    if (status === undefined || (REDIRECTS.includes(status) && new Headers(headers).has('location'))) {
      if (id) drop()
      return native(input, init)
    }
    const open = (/** @type {any} */ { worker, fetched: id, keep = false }) => stream('serviceWorker.fetch.body', { worker, id, keep }, { signal: request.signal })
    const source = id ? new Source({ worker, fetched: id }, open, { drop, once, signal: request.signal }) : bytes
    const bodiless = BODILESS.includes(status) || request.method === 'HEAD'
    if (bodiless && id) drop()
    return responseOf(bodiless ? null : source, { status, statusText, headers }, { url: request.url, type: 'basic' })
  }
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

/**
 * @param {string} worker
 * @param {Request} request
 */
async function begun (worker, { url, method, headers, signal }) {
  const params = { worker, url: url.split('#', 1)[0], method, headers: JSON.stringify([...headers]) }
  const { err, data } = await ipc.request(OPEN, params, { responseType: 'arraybuffer', signal })
  if (err) throw signal.aborted ? signal.reason : new TypeError('Failed to fetch', { cause: err })
  const bytes = new Uint8Array(/** @type {ArrayBuffer} */ (data))
  const end = bytes.indexOf(LINE)
  return { head: JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))), bytes: bytes.subarray(end + 1) }
}
