/**
 * HTTP over TLS, as Node's `https` has it.
 *
 *     get('https://example.com', (response) => response.pipe(somewhere))
 *
 * @module
 */

import { ClientRequest, IncomingMessage, METHODS, OutgoingMessage, ServerResponse, STATUS_CODES } from './http.js'
import { callable } from 'oro:internal/callable'
import { Agent as AgentClass, globalAgent } from './http/client/https-agent.js'
import { Server as ServerClass } from './http/server/https-server.js'
import { mergedOptions } from './http/client/request-options.js'

/** @typedef {AgentClass} Agent */
/** @typedef {ServerClass} Server */

export * from './http/messages/status-names.js'
export { ClientRequest, globalAgent, IncomingMessage, METHODS, OutgoingMessage, ServerResponse, STATUS_CODES }
export const Agent = callable(AgentClass)
export const Server = callable(ServerClass, { parts: [Object.getPrototypeOf(ServerClass)] })

/**
 * @param {string | URL | Record<string, any>} url or options
 * @param {any} [options] or the listener
 * @param {(response: import('./http.js').IncomingMessage) => void} [callback] of `response`
 * @returns {import('./http.js').ClientRequest} not sent before its `end()`
 * @throws {TypeError | RangeError} the options make no sense; nothing was sent
 */
export function request (url, options, callback) {
  const [given, done] = mergedOptions(url, options, callback)
  return new ClientRequest({ ...given, _defaultAgent: https.globalAgent }, done)
}

/**
 * Make a request without a body.
 * @param {string | URL | Record<string, any>} url or options
 * @param {any} [options] or the listener
 * @param {(response: import('./http.js').IncomingMessage) => void} [callback] of `response`
 * @returns {import('./http.js').ClientRequest}
 */
export function get (url, options, callback) {
  return request(url, options, callback).end()
}

/**
 * @param {Record<string, any> | ((request: import('./http.js').IncomingMessage, response: import('./http.js').ServerResponse) => void)} [options]
 * @param {(request: import('./http.js').IncomingMessage, response: import('./http.js').ServerResponse) => void} [listener] of `request`
 * @returns {Server}
 */
export function createServer (options, listener) {
  return new Server(options, listener)
}

const https = { Agent, globalAgent, Server, createServer, get, request }
export default https
