/**
 * HTTP over TLS, as Node's `https` has it.
 *
 *     get('https://example.com', (response) => response.pipe(somewhere))
 *
 * @module
 */

import { callable } from 'oro:internal/callable'
import { Agent as AgentClass, globalAgent } from './http/client/https-agent.js'
import { Server as ServerClass } from './http/server/https-server.js'
import { ClientRequest } from './http/client/request.js'
import { mergedOptions } from './http/client/request-options.js'

/** @typedef {import('./http/messages/incoming.js').IncomingMessage} IncomingMessage */
/** @typedef {import('./http/server/response.js').ServerResponse} ServerResponse */
/** @typedef {AgentClass} Agent */
/** @typedef {ServerClass} Server */

export { globalAgent }
export const Agent = callable(AgentClass)
export const Server = callable(ServerClass, { parts: [Object.getPrototypeOf(ServerClass)] })

/**
 * @param {string | URL | Record<string, any>} url or options
 * @param {any} [options] or the listener
 * @param {(response: IncomingMessage) => void} [callback] of `response`
 * @returns {ClientRequest} not sent before its `end()`
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
 * @param {(response: IncomingMessage) => void} [callback] of `response`
 * @returns {ClientRequest}
 */
export function get (url, options, callback) {
  return request(url, options, callback).end()
}

/**
 * @param {Record<string, any> | ((request: IncomingMessage, response: ServerResponse) => void)} [options]
 * @param {(request: IncomingMessage, response: ServerResponse) => void} [listener] of `request`
 * @returns {Server}
 */
export function createServer (options, listener) {
  return new Server(options, listener)
}

const https = { Agent, globalAgent, Server, createServer, get, request }
export default https
