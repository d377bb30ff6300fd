/**
 * A page's request as a fetch event, and the worker's answer on its way to the host.
 * @module
 */

import ipc from 'oro:ipc'
import { FetchEvent } from './events.js'
import { hold, release } from './leases.js'
import { send } from './sending.js'

/** @typedef {import('./boot.js').Config} Config */
/**
 * @typedef {object} Asked
 * @property {string} id
 * @property {string} url
 * @property {string} method
 * @property {[string, string][]} headers
 * @property {RequestMode} mode
 * @property {string} destination
 * @property {string} clientId
 * @property {string} resultingClientId
 * @property {boolean} body
 * @property {any} [data] of the scheme's protocol handler
 * @property {import('./leases.js').Lease | null} [lease]
 */

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
    const event = new FetchEvent('fetch', { cancelable: true, request, clientId: asked.clientId, resultingClientId: asked.resultingClientId })
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
 * Nobody waits for an answer any more.
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
  const { id, url, method, headers, mode, destination } = asked
  /** @type {RequestInit} */
  const init = { method, headers, signal }
  if (asked.body) {
    const body = await ipc.request(/** @type {any} */ ('serviceWorker.fetch.request.body'), { worker: version.id, id }, { responseType: 'arraybuffer' })
    if (body.err) throw body.err
    init.body = body.data
  }
  const request = new Request(url, init)
  if (asked.lease && request.url === url) hold(id, request, asked.lease)
  Object.defineProperties(request.headers, GUARDED)
  // No constructor makes a navigation; what asks for these looks at the object.
  Object.defineProperties(request, {
    ...(mode === 'navigate' ? { redirect: { value: 'manual' } } : {}),
    mode: { value: mode },
    destination: { value: destination }
  })
  return request
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
    if (!(given instanceof Response)) throw new TypeError('The promise of respondWith() is not for a Response')
    if (given.type === 'error') throw new TypeError('The answer is a network error')
    if (given.bodyUsed || given.body?.locked) throw new TypeError('The body of the answer was read already')
    const answer = await followed(given, event, config.redirects)
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
 * Follow an answer that sends elsewhere, for engines do not on our schemes: the worker is asked about that, too.
 * @param {Response} response
 * @param {FetchEvent} event
 * @param {number} most redirects
 */
async function followed (response, { clientId, resultingClientId }, most) {
  for (let times = 0; times < most; times++) {
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || !location) return response
    const request = new Request(new URL(location, response.url || globalThis.location.href))
    const event = new FetchEvent('fetch', { cancelable: true, request, clientId, resultingClientId })
    await event.ask()
    response = await (event.answered ?? fetch(request))
    if (!(response instanceof Response) || response.type === 'error') throw new TypeError('The redirected answer is a network error')
    event.close()
  }
  throw new TypeError(`The answer was redirected more than ${most} times`)
}

/** @param {any} error */
function report (error) {
  console.error(error)
}
