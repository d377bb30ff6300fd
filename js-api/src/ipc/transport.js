/**
 * How calls travel. Every function here gives a Result and none rejects.
 * XMLHttpRequest and not fetch(): in WebKitGTK it is as fast one after another and faster in parallel.
 */

import { AbortError, NetworkError, OroError, TimeoutError, types } from '../errors.js'
import { bodyBytes, chooseType, readBinaryText, readBody } from './body.js'
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
  const known = options?.cache ? cached.get(command) : undefined
  if (known) return known
  try {
    const body = buffer === null || buffer === undefined ? null : bodyBytes(buffer)
    if (body instanceof Promise) throw new TypeError(`Cannot call "${command}": a Blob cannot be read synchronously`)
    const xhr = new XMLHttpRequest()
    xhr.open(body === null ? 'GET' : 'POST', callURL(command, value, '&__sync__=true'), false)
    const binary = options?.responseType === 'arraybuffer'
    if (binary) xhr.overrideMimeType('text/plain; charset=x-user-defined')
    xhr.send(body)
    return settled(xhr, command, options, binary ? readBinaryText : readBody)
  } catch (error) {
    const lost = error instanceof DOMException ? unanswered(command, { cause: error }) : error
    return Result.from(null, lost, command)
  }
}

/**
 * @param {'GET' | 'POST'} method
 * @param {string} command
 * @param {string} url
 * @param {any} body
 * @param {CallOptions} [options]
 * @returns {Promise<Result>}
 */
function exchange (method, command, url, body, options = {}) {
  const { signal, timeout, responseType } = options
  if (signal?.aborted) return Promise.resolve(failed(command, aborted(command, signal)))
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest()
    /** @type {Error | null} */
    let reason = null
    const abort = () => xhr.abort()
    // A timer of our own: WebKitGTK leaves `xhr.timeout` to its network process, which never sees these requests.
    const timer = timeout ? setTimeout(() => { reason = timedOut(command); abort() }, timeout === true ? TIMEOUT : timeout) : 0
    /** @param {Result} result */
    const finish = (result) => {
      if (timer) clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      resolve(result)
    }
    xhr.open(method, url)
    if (responseType) xhr.responseType = responseType
    else xhr.onreadystatechange = () => { if (xhr.readyState === 2) chooseType(xhr) }
    xhr.onload = () => finish(settled(xhr, command, options, readBody))
    xhr.onerror = () => finish(failed(command, unanswered(command)))
    xhr.onabort = () => finish(failed(command, reason ?? aborted(command, signal)))
    signal?.addEventListener('abort', abort)
    log(method, url)
    xhr.send(body)
  })
}

/**
 * @param {XMLHttpRequest} xhr
 * @param {string} command
 * @param {CallOptions | undefined} options
 * @param {(xhr: XMLHttpRequest) => any} read
 * @returns {Result}
 */
function settled (xhr, command, options, read) {
  let result
  try {
    const body = read(xhr)
    const empty = body === '' || body === null
    result = Result.from(empty ? bodyless(xhr) : body, null, command, xhr)
    if (!result.err && xhr.status >= 400) result.err = byStatus(xhr)
  } catch (error) {
    result = failed(command, new OroError(`Cannot read the answer of "${command}": it is not JSON`, { cause: error }))
  }
  if (options?.cache && !result.err) cached.set(command, result)
  return result
}

/** @param {XMLHttpRequest} xhr */
function bodyless (xhr) {
  return xhr.status < 400 ? { status: xhr.statusText } : byStatus(xhr)
}

/**
 * The error of an answer that says nothing else (contract a.4).
 * @param {XMLHttpRequest} xhr
 */
function byStatus ({ status, statusText, responseURL }) {
  const type = BY_STATUS[status] ?? (status < 500 ? 'NotAllowedError' : 'InternalError')
  const error = new /** @type {any} */ (types)[type](statusText || `The host answered ${status}`)
  return Object.assign(error, { url: responseURL })
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
