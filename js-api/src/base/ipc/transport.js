/** How calls travel. Every function here gives a Result and none rejects. */

import { bodyBytes } from './body.js'
import { overCarrier } from './carrier-call.js'
import { callCarrier } from './carrier.js'
import { log } from './debug.js'
import { Message } from './message.js'
import { aborted, failed } from './results.js'
import { callURL } from './params.js'
import { overScheme, overSchemeSync } from './scheme.js'

/** Milliseconds that `timeout: true` means. */
export const TIMEOUT = 32000

/**
 * Size in bytes from which on a body goes over the scheme even if a carrier is open: WebKitGTK hands it over in half of the
 * time that frames take, and QtWebEngine in about the same.
 */
export const LARGE = 1 << 20

/**
 * @template [D=any]
 * @typedef {import('./result.js').Result<D>} Result
 */

/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] aborting gives a Result with an AbortError and cancels the handler
 * @property {number | boolean} [timeout] milliseconds; `true` means `TIMEOUT`
 * @property {XMLHttpRequestResponseType} [responseType] unset, the answer's own type decides
 * @property {string} [type] content type of the body; the members of one of `application/json` are parameters
 * @property {boolean} [cache] keep the first answer of this command for the page's life
 */

/** @type {Map<string, Result>} */
const cached = new Map()

/**
 * Call a route with GET.
 * @template {OroRoute} R
 * @param {R} command
 * @param {OroArguments<R, [options?: CallOptions]>} rest parameters, which may be left out where the route needs none, and options
 * @returns {Promise<Result<OroData<R>>>}
 */
export function request (command, ...[value, options]) {
  const known = options?.cache ? cached.get(command) : undefined
  return known ? Promise.resolve(known) : call('GET', command, callURL(command, value), null, options)
}

/**
 * Call a route with POST and raw bytes.
 * @template {OroRoute} R
 * @param {R} command
 * @param {OroParams<R>} value parameters
 * @param {any} buffer bytes, a view, text or a Blob
 * @param {CallOptions} [options]
 * @returns {Promise<Result<OroData<R>>>}
 */
export async function write (command, value, buffer, options) {
  try {
    const body = bodyBytes(buffer)
    // No await without need: the caller may change its bytes as soon as this returns.
    return await call('POST', command, callURL(command, value), body instanceof Promise ? await body : body, options)
  } catch (error) {
    return failed(command, error)
  }
}

/**
 * Call a route and also dispatch `resolve-<index>-<seq>` on `globalThis`.
 * @template {OroRoute} R
 * @param {R} command
 * @param {OroArguments<R, [options?: CallOptions]>} rest parameters and options
 * @returns {Promise<Result<OroData<R>>>}
 */
export async function send (command, ...[value, options]) {
  const url = callURL(command, value)
  const result = await call('GET', command, url, null, options)
  const { index, seq } = new Message(url)
  const detail = result.err ? { err: result.err } : { source: result.source, id: result.id, data: result.data }
  globalThis.dispatchEvent(new CustomEvent(`resolve-${index}-${seq}`, { detail }))
  return result
}

/**
 * Call a route and wait for the answer; the page stands still meanwhile.
 * @template {OroRoute} R
 * @param {R} command
 * @param {OroArguments<R, [options?: CallOptions, buffer?: any]>} rest parameters, options, and a body, which is sent with POST
 * @returns {Result<OroData<R>>}
 */
export function sendSync (command, ...[value, options, buffer]) {
  const known = options?.cache ? cached.get(command) : undefined
  if (known) return known
  if (options?.signal?.aborted) return aborted(command, options.signal.reason)
  try {
    const body = bodyBytes(buffer)
    if (body instanceof Promise) throw new TypeError(`Cannot call "${command}": a Blob cannot be read synchronously`)
    const binary = options?.responseType === 'arraybuffer'
    const url = callURL(command, value, binary ? '&__sync__=true&__lead__=true' : '&__sync__=true')
    log('sync', url)
    const result = overSchemeSync(body === null ? 'GET' : 'POST', command, url, body, binary, options?.type)
    return options?.cache ? kept(command, result) : result
  } catch (error) {
    return failed(command, error)
  }
}

/**
 * @param {'GET' | 'POST'} method
 * @param {string} command
 * @param {string} url
 * @param {import('./body.js').BodyBytes} body
 * @param {CallOptions} [options]
 * @returns {Promise<Result>}
 */
function call (method, command, url, body, options = {}) {
  const { signal, timeout, responseType, type, cache } = options
  if (signal?.aborted) return Promise.resolve(aborted(command, signal.reason))
  log(method, url)
  const carrier = sizeOf(body) < LARGE ? callCarrier() : null
  const rest = { signal, timeout: timeout === true ? TIMEOUT : timeout || 0, responseType, type }
  const result = carrier === null
    ? overScheme(method, command, url, body, rest)
    : overCarrier(carrier, method, command, url, body, rest)
  return cache ? result.then((result) => kept(command, result)) : result
}

/** @param {import('./body.js').BodyBytes} body */
export function sizeOf (body) {
  if (body === null) return 0
  return typeof body === 'string' ? body.length : body.byteLength
}

/**
 * @param {string} command
 * @param {Result} result
 */
function kept (command, result) {
  if (!result.err) cached.set(command, result)
  return result
}
