/**
 * URL schemes that this page answers, as a service worker answers its own origin.
 *
 *     await register('notes', async request => new Response(await note(new URL(request.url))))
 *     frame.src = 'notes://today/'
 *
 * Engines must know a scheme before they start: `[webview] protocol-handlers = ["notes"]` in `oro.toml`.
 * The page answers as long as it is there. It must not wait for its own answer: a synchronous request to a scheme
 * that the same page answers never ends, and going there takes the page away that would answer.
 * @module
 */

import { request, write } from 'oro:ipc'
import { answer } from './protocol-handlers/answer.js'

export * as default from './protocol-handlers.js'

/**
 * @callback Handler
 * @param {Request} request
 * @param {{ scheme: string, signal: AbortSignal }} context `signal` is aborted once nobody wants the answer
 * @returns {Response | Promise<Response>}
 */

/** @type {Map<string, Handler>} */
const handlers = new Map()
/** @type {Map<string, AbortController>} */
const open = new Map()

globalThis.addEventListener('data', event => {
  const { params, data: body } = /** @type {CustomEvent} */ (event).detail ?? {}
  if (params?.source === 'protocol.request') serve(params.data, body)
  else if (params?.source === 'protocol.abort') open.get(params.data.id)?.abort()
})

/**
 * Answer a scheme.
 * @param {string} scheme
 * @param {Handler} handler
 * @param {{ data?: any }} [options] data that any page may ask for, as JSON
 * @returns {Promise<{ scheme: string, unregister: () => Promise<void> }>} rejects with a NotSupportedError when the
 *   engine does not know the scheme, and with an Error when another window answers it or it is not free
 */
export async function register (scheme, handler, { data } = {}) {
  if (typeof handler !== 'function') throw new TypeError(`Cannot register "${scheme}": expected a function, got ${typeof handler}`)
  const name = String(scheme).toLowerCase().replace(/:$/, '')
  const before = handlers.get(name)
  handlers.set(name, handler)
  try {
    await call('protocol.register', { scheme: name, ...(data === undefined ? {} : { data: JSON.stringify(data) }) })
  } catch (error) {
    if (before) handlers.set(name, before)
    else handlers.delete(name)
    throw error
  }
  return { scheme: name, unregister: () => unregister(name) }
}

/**
 * Answer a scheme no longer.
 * @param {string} scheme
 */
export async function unregister (scheme) {
  await call('protocol.unregister', { scheme })
  handlers.delete(scheme)
}

/**
 * @param {string} scheme
 * @returns {Promise<any>} the data of a scheme, null when it has none; rejects with a NotFoundError
 */
export async function getData (scheme) {
  return call('protocol.getData', { scheme })
}

/**
 * @param {string} scheme
 * @param {any} data
 */
export async function setData (scheme, data) {
  await call('protocol.setData', { scheme, data: JSON.stringify(data) })
}

/**
 * @param {{ scheme: string }} options
 * @returns {Promise<null>} schemes have no service worker: their page answers; rejects with a NotFoundError
 */
export async function getServiceWorker ({ scheme }) {
  return call('protocol.getServiceWorkerRegistration', { scheme })
}

/**
 * @param {{ id: string, scheme: string, method: string, url: string, headers: [string, string][] }} asked
 * @param {ArrayBuffer} body
 */
async function serve (asked, body) {
  const handler = handlers.get(asked.scheme)
  const controller = new AbortController()
  open.set(asked.id, controller)
  try {
    await answer(asked, body, handler, controller, write)
  } finally {
    open.delete(asked.id)
  }
}

/**
 * @param {any} route
 * @param {Record<string, any>} params
 */
async function call (route, params) {
  const { data, err } = await request(route, params)
  if (err) throw err
  return data
}
