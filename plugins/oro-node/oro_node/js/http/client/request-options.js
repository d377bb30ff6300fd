/** Merge the arguments of `request()` into one set of options. */

import { urlToHttpOptions } from 'oro:url'
import { invalidArgType, nodeError } from 'oro:errors/node'
import { checkedBoolean, checkedDuration, checkedHost, checkedInteger, isToken, validateHeaderName } from '../messages/check.js'
import { invalidProtocol, unescaped } from '../messages/errors.js'

const NOT_IN_PATHS = /[^\u0021-\u00ff]/

/**
 * @param {any} input
 * @param {any} options
 * @param {any} callback
 * @returns {[options: Record<string, any>, callback: ((response: any) => void) | undefined]}
 */
export function mergedOptions (input, options, callback) {
  /** @type {any} */
  let base = null
  if (typeof input === 'string') base = urlToHttpOptions(parsed(input))
  else if (input instanceof URL) base = urlToHttpOptions(input)
  else [options, callback, base] = [input, options, null]
  if (typeof options === 'function') [options, callback] = [base ?? {}, options]
  else options = Object.assign(base ?? {}, options)
  return [options, callback]
}

/** @param {string} input */
function parsed (input) {
  if (!URL.canParse(input)) throw nodeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL', { input })
  return new URL(input)
}

/**
 * @param {Record<string, any>} options of the request
 * @param {any} fallback
 * @returns {any} undefined for a connection of its own
 */
export function agentOf ({ agent, createConnection }, fallback) {
  if (agent === false) return new fallback.constructor()
  if (agent === null || agent === undefined) return typeof createConnection === 'function' ? undefined : fallback
  if (typeof agent.addRequest === 'function') return agent
  throw invalidArgType('options.agent', 'one of Agent-like Object, undefined, or false', agent)
}

/**
 * @param {Record<string, any>} options
 * @param {any} agent
 * @param {any} fallback
 */
export function checkOptions (options, agent, fallback) {
  if (options.path && NOT_IN_PATHS.test(String(options.path))) throw unescaped('Request path')
  const protocol = options.protocol || fallback.protocol
  const expected = agent?.protocol || fallback.protocol
  if (protocol !== expected) throw invalidProtocol(protocol, expected)
  options.host = checkedHost(options.hostname, 'hostname') || checkedHost(options.host, 'host') || 'localhost'
  if (options.timeout !== undefined) options.timeout = checkedDuration(options.timeout, 'timeout')
  if (options.maxHeaderSize !== undefined) checkedInteger(options.maxHeaderSize, 'maxHeaderSize')
  if (options.insecureHTTPParser !== undefined) checkedBoolean(options.insecureHTTPParser, 'options.insecureHTTPParser')
  if (options.joinDuplicateHeaders !== undefined) checkedBoolean(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders')
}

/**
 * @param {any} method
 * @returns {string}
 */
export function methodOf (method) {
  if (method !== undefined && method !== null && typeof method !== 'string') throw invalidArgType('options.method', 'of type string', method)
  if (!method) return 'GET'
  if (!isToken(method)) validateHeaderName(method, 'Method')
  return method.toUpperCase()
}

/**
 * @param {string} host
 * @param {any} port
 * @param {any} usual port
 * @returns {string} the value of the `Host` header
 */
export function hostHeader (host, port, usual) {
  const bare = host.includes(':') && host.indexOf(':') !== host.lastIndexOf(':') && !host.startsWith('[') ? `[${host}]` : host
  return port && Number(port) !== usual ? `${bare}:${port}` : bare
}
