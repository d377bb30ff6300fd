/** Results of calls: answered, refused, timed out, aborted or lost. */

import { AbortError, NetworkError, OroError, TimeoutError, types } from '../errors.js'
import { Result } from './result.js'

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} statusText
 * @property {string} url
 * @property {any} headers anything `Headers.from()` takes
 */

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

/** @type {Record<number, string>} */
const REASONS = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  416: 'Requested Range Not Satisfiable',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout'
}

/**
 * @param {string} command
 * @param {any} body parsed JSON, bytes or text; empty text or null is no body
 * @param {Answer} answer
 * @returns {Result}
 */
export function answered (command, body, answer) {
  const empty = body === '' || body === null
  const shown = empty ? { status: answer.statusText } : body
  const result = Result.from(shown, null, command, answer.headers)
  if (!result.err && answer.status >= 400) {
    result.err = byStatus(answer)
    if (empty) result.data = null
  }
  return result
}

/**
 * @param {string} command
 * @param {any} error
 */
export function failed (command, error) {
  return new Result(null, error, null, command)
}

/**
 * @param {string} command
 * @param {any} cause
 */
export function unreadable (command, cause) {
  return failed(command, new OroError(`Cannot read the answer of "${command}": it is not JSON`, { cause }))
}

/**
 * @param {string} command
 * @param {any} [cause] the signal's reason
 */
export function aborted (command, cause) {
  return failed(command, new AbortError(`Cannot finish "${command}": the call was aborted`, { cause }))
}

/** @param {string} command */
export function timedOut (command) {
  return failed(command, new TimeoutError(`Cannot finish "${command}": it timedout`))
}

/**
 * @param {string} command
 * @param {any} [cause]
 */
export function unanswered (command, cause) {
  return failed(command, new NetworkError(`Cannot reach "${command}": the host did not answer`, { cause }))
}

/**
 * The reason phrase of a status, for answers that travel without one.
 * @param {number} status
 * @returns {string}
 */
export function reasonOf (status) {
  return REASONS[status] ?? 'Unknown'
}

/**
 * The error of an answer that says nothing else.
 * @param {Answer} answer
 */
function byStatus ({ status, statusText, url }) {
  const type = BY_STATUS[status] ?? (status < 500 ? 'NotAllowedError' : 'InternalError')
  const error = new /** @type {any} */ (types)[type](statusText || `The host answered ${status}`)
  return Object.assign(error, { url })
}
