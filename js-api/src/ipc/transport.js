/**
 * How calls travel. Every function here gives a Result and none rejects.
 * fetch() and not XMLHttpRequest: in WebKitGTK it takes four fifths of the time for a small answer and half
 * of it for a large one. Only `sendSync` has no choice.
 */

import { AbortError, NetworkError, OroError, TimeoutError, types } from '../errors.js'
import { bodyBytes, readBinaryText, readResponse, readText } from './body.js'
import { log } from './debug.js'
import { Message } from './message.js'
import { callURL } from './params.js'
import { Result } from './result.js'

/** Milliseconds that `timeout: true` means. */
export const TIMEOUT = 32000

/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] aborting gives a Result with an AbortError and cancels the handler
 * @property {number | boolean} [timeout] milliseconds; `true` means `TIMEOUT`
 * @property {XMLHttpRequestResponseType} [responseType] unset, the answer's own type decides
 * @property {boolean} [cache] keep the first answer of this command for the page's life
 */

/** @type {Map<string, Result>} */
const cached = new Map()

/**
 * Call a route with GET.
 * @param {string} command
 * @param {any} [value] parameters
 * @param {CallOptions} [options]
 * @returns {Promise<Result>}
 */
export function request (command, value, options) {
  const known = options?.cache ? cached.get(command) : undefined
  return known ? Promise.resolve(known) : exchange('GET', command, callURL(command, value), null, options)
}

/**
 * Call a route with POST and raw bytes.
 * @param {string} command
 * @param {any} value parameters
 * @param {any} buffer bytes, a view, text or a Blob
 * @param {CallOptions} [options]
 * @returns {Promise<Result>}
 */
export async function write (command, value, buffer, options) {
  try {
    return await exchange('POST', command, callURL(command, value), await bodyBytes(buffer), options)
  } catch (error) {
    return Result.from(null, error, command)
  }
}

/**
 * Call a route and also dispatch `resolve-<index>-<seq>` on `globalThis` (contract a.3).
 * @param {string} command
 * @param {any} [value]
 * @param {CallOptions} [options]
 * @returns {Promise<Result>}
 */
export async function send (command, value, options) {
  const url = callURL(command, value)
  const result = await exchange('GET', command, url, null, options)
  const { index, seq } = new Message(url)
  const detail = result.err ? { err: result.err } : { source: result.source, id: result.id, data: result.data }
  globalThis.dispatchEvent(new CustomEvent(`resolve-${index}-${seq}`, { detail }))
  return result
}

/**
 * Call a route and wait for the answer; the page stands still meanwhile.
 * @param {string} command
 * @param {any} [value]
 * @param {CallOptions} [options]
 * @param {any} [buffer] sent with POST
 * @returns {Result}
 */
export function sendSync (command, value, options, buffer) {
  const before = options?.cache ? cached.get(command) : undefined
  if (before) return before
  try {
    const body = buffer === null || buffer === undefined ? null : bodyBytes(buffer)
    if (body instanceof Promise) throw new TypeError(`Cannot call "${command}": a Blob cannot be read synchronously`)
    const xhr = new XMLHttpRequest()
    xhr.open(body === null ? 'GET' : 'POST', callURL(command, value, '&__sync__=true'), false)
    const binary = options?.responseType === 'arraybuffer'
    if (binary) xhr.overrideMimeType('text/plain; charset=x-user-defined')
    xhr.send(body)
    const answer = { status: xhr.status, statusText: xhr.statusText, url: xhr.responseURL, headers: xhr }
    return settled(answer, binary ? readBinaryText(xhr) : readText(xhr), command, options)
  } catch (error) {
    const known = error instanceof DOMException || error instanceof SyntaxError
    return Result.from(null, known ? refused(error, command, null, undefined) : error, command)
  }
}

/**
 * @typedef {object} Answer what is told of an answer besides its body
 * @property {number} status
 * @property {string} statusText
 * @property {string} url
 * @property {any} headers anything `Headers.from()` takes
 */

/**
 * @param {'GET' | 'POST'} method
 * @param {string} command
 * @param {string} url
 * @param {any} body
 * @param {CallOptions} [options]
 * @returns {Promise<Result>}
 */
async function exchange (method, command, url, body, options = {}) {
  const { signal, timeout } = options
  if (signal?.aborted) return failed(command, aborted(command, signal))
  const watch = signal || timeout ? new Watch(signal, timeout === true ? TIMEOUT : timeout || 0) : null
  log(method, url)
  try {
    const response = await (watch || body !== null ? fetch(url, { method, body, signal: watch?.signal }) : fetch(url, { method }))
    return settled(response, await readResponse(response, options.responseType), command, options)
  } catch (error) {
    return failed(command, refused(error, command, watch, signal))
  } finally {
    watch?.end()
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
 * @param {unknown} error what fetch() threw, or reading its body
 * @param {string} command
 * @param {Watch | null} watch
 * @param {AbortSignal | undefined} signal
 * @returns {Error}
 */
function refused (error, command, watch, signal) {
  if (watch?.timedOut) return timedOut(command)
  if (signal?.aborted) return aborted(command, signal)
  if (error instanceof SyntaxError) {
    return new OroError(`Cannot read the answer of "${command}": it is not JSON`, { cause: error })
  }
  return unanswered(command, { cause: error })
}

/**
 * @param {Answer} answer
 * @param {any} body
 * @param {string} command
 * @param {CallOptions | undefined} options
 * @returns {Result}
 */
function settled (answer, body, command, options) {
  const empty = body === '' || body === null
  const result = Result.from(empty ? bodyless(answer) : body, null, command, answer.headers)
  if (!result.err && answer.status >= 400) result.err = byStatus(answer)
  if (options?.cache && !result.err) cached.set(command, result)
  return result
}

/** @param {Answer} answer */
function bodyless (answer) {
  return answer.status < 400 ? { status: answer.statusText } : byStatus(answer)
}

/**
 * The error of an answer that says nothing else (contract a.4).
 * @param {Answer} answer
 */
function byStatus ({ status, statusText, url }) {
  const type = BY_STATUS[status] ?? (status < 500 ? 'NotAllowedError' : 'InternalError')
  const error = new /** @type {any} */ (types)[type](statusText || `The host answered ${status}`)
  return Object.assign(error, { url })
}

/** @type {Record<number, keyof typeof types>} */
const BY_STATUS = {
  400: 'BadRequestError',
  403: 'InvalidAccessError',
  404: 'NotFoundError',
  408: 'TimeoutError',
  501: 'NotSupportedError',
  502: 'NetworkError',
  504: 'TimeoutError'
}

/**
 * @param {string} command
 * @param {Error} error
 */
function failed (command, error) {
  return new Result(null, error, null, command)
}

/**
 * @param {string} command
 * @param {AbortSignal | undefined} signal
 */
function aborted (command, signal) {
  return new AbortError(`Cannot finish "${command}": the call was aborted`, { cause: signal?.reason })
}

/** @param {string} command */
function timedOut (command) {
  return new TimeoutError(`Cannot finish "${command}": it timedout`)
}

/**
 * @param {string} command
 * @param {ErrorOptions} [options]
 */
function unanswered (command, options) {
  return new NetworkError(`Cannot reach "${command}": the host did not answer`, options)
}
