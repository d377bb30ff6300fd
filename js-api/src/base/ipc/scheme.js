/**
 * Calls over the `ipc:` scheme, even if a carrier is open. fetch() and not XMLHttpRequest: in WebKitGTK it
 * takes four fifths of the time for a small answer and half of it for a large one.
 * @module
 */

import { engine } from '../internal/engine.js'
import { readBinaryText, readResponse, readText } from './body.js'
import { aborted, answered, timedOut, unanswered, unreadable } from './results.js'
import { callURL } from './params.js'

/** @typedef {import('./result.js').Result} Result */

/**
 * @typedef {object} SchemeOptions
 * @property {AbortSignal} [signal]
 * @property {number} [timeout] milliseconds, 0 for none
 * @property {XMLHttpRequestResponseType} [responseType]
 * @property {string} [type] content type of the body
 */

/**
 * @param {string} command
 * @param {any} [value] parameters
 * @returns {Promise<Result>}
 */
export function schemeCall (command, value) {
  return overScheme('GET', command, callURL(command, value), null, {})
}

/**
 * @param {string} method
 * @param {string} command
 * @param {string} url
 * @param {import('./body.js').BodyBytes} body
 * @param {SchemeOptions} options
 * @returns {Promise<Result>}
 */
export async function overScheme (method, command, url, body, { signal, timeout, responseType, type }) {
  const watch = signal || timeout ? new Watch(signal, timeout || 0) : null
  try {
    const headers = type ? { 'content-type': type } : undefined
    const response = await (watch || body !== null ? engine.fetch(url, { method, body, headers, signal: watch?.signal }) : engine.fetch(url, { method }))
    return answered(command, await readResponse(response, responseType), response)
  } catch (error) {
    return refused(error, command, watch, signal)
  } finally {
    watch?.end()
  }
}

/**
 * The same while the page stands still; only XMLHttpRequest can.
 * @param {string} method
 * @param {string} command
 * @param {string} url
 * @param {import('./body.js').BodyBytes} body
 * @param {boolean} binary the answer is wanted as bytes, and the URL asks for a byte in front of them
 * @param {string} [type] content type of the body
 * @returns {Result}
 */
export function overSchemeSync (method, command, url, body, binary, type) {
  const xhr = new engine.XMLHttpRequest()
  xhr.open(method, url, false)
  if (type) xhr.setRequestHeader('content-type', type)
  if (binary) xhr.overrideMimeType('text/plain; charset=x-user-defined')
  try {
    xhr.send(body)
    const { status, statusText, responseURL } = xhr
    return answered(command, binary ? readBinaryText(xhr) : readText(xhr), { status, statusText, url: responseURL, headers: xhr })
  } catch (error) {
    return refused(error, command, null, undefined)
  }
}

/** Ends a request when its caller aborts or its time is over, and remembers which it was. */
class Watch {
  #controller = new AbortController()
  #signal
  #timer
  timedOut = false

  /**
   * @param {AbortSignal | undefined} signal
   * @param {number} timeout milliseconds, 0 for none
   */
  constructor (signal, timeout) {
    this.#signal = signal
    this.#timer = timeout ? setTimeout(() => { this.timedOut = true; this.abort() }, timeout) : 0
    signal?.addEventListener('abort', this.abort)
  }

  get signal () {
    return this.#controller.signal
  }

  abort = () => this.#controller.abort()

  end () {
    if (this.#timer) clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.abort)
  }
}

/**
 * @param {unknown} error what was thrown
 * @param {string} command
 * @param {Watch | null} watch
 * @param {AbortSignal | undefined} signal
 * @returns {Result}
 */
function refused (error, command, watch, signal) {
  if (watch?.timedOut) return timedOut(command)
  if (signal?.aborted) return aborted(command, signal.reason)
  if (error instanceof SyntaxError) return unreadable(command, error)
  return unanswered(command, error)
}
