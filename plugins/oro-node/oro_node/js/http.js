/**
 * HTTP over the host's own connections, as Node's `http` has it: clients and servers.
 *
 *     get('http://example.com', (response) => response.pipe(somewhere))
 *
 *     createServer((request, response) => response.end('hello')).listen(8080, 'localhost')
 *
 * @module
 */

import { callable } from 'oro:internal/callable'
import { Agent as AgentClass, defaultAgent, globalAgent } from './http/client/agent.js'
import { validateHeaderName, validateHeaderValue } from './http/messages/check.js'
import { Connection } from './http/server/connection.js'
import { HeaderList } from './http/messages/header-list.js'
import { IncomingMessage as IncomingMessageClass } from './http/messages/incoming.js'
import { maxHeaderSize } from './http/messages/limits.js'
import { METHODS } from './http/messages/methods.js'
import { OutgoingMessage as OutgoingMessageClass } from './http/messages/outgoing.js'
import { ClientRequest as ClientRequestClass } from './http/client/request.js'
import { ServerResponse as ServerResponseClass } from './http/server/response.js'
import { Server as ServerClass } from './http/server/server.js'
import { STATUS_CODES } from './http/messages/status.js'

export * from './http/messages/status-names.js'
export { Connection, globalAgent, maxHeaderSize, METHODS, STATUS_CODES, validateHeaderName, validateHeaderValue }

/**
 * @typedef {AgentClass} Agent
 * @typedef {ClientRequestClass} ClientRequest
 * @typedef {IncomingMessageClass} IncomingMessage
 * @typedef {OutgoingMessageClass} OutgoingMessage
 * @typedef {ServerClass} Server
 * @typedef {ServerResponseClass} ServerResponse
 */
export const Agent = callable(AgentClass)
export const ClientRequest = callable(ClientRequestClass, { listed: ['_finish', '_implicitHeader'] })
export const IncomingMessage = callable(IncomingMessageClass, { listed: ['_addHeaderLine', '_destroy', '_dump', '_read'] })
export const OutgoingMessage = callable(OutgoingMessageClass, {
  parts: [HeaderList],
  listed: ['_finish', '_flush', '_flushOutput', '_implicitHeader', '_send', '_storeHeader', '_writeRaw', 'headersSent']
})
export const Server = callable(ServerClass, { parts: [Object.getPrototypeOf(ServerClass)] })
export const ServerResponse = callable(ServerResponseClass, { listed: ['_finish', '_implicitHeader'] })

/**
 * @param {string | URL | Record<string, any>} url or options
 * @param {any} [options] or the listener
 * @param {(response: IncomingMessage) => void} [callback] of `response`
 * @returns {ClientRequest} not sent before its `end()`
 * @throws {TypeError | RangeError} the options make no sense; nothing was sent
 */
export function request (url, options, callback) {
  return new ClientRequest(url, options, callback)
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

/**
 * Serve HTTP over a connection from elsewhere.
 * @this {Server}
 * @param {any} socket
 */
export function _connectionListener (socket) {
  this._connectionList.add(new Connection(this, socket))
}

/** Do nothing: parsers cost little here and are not pooled. @param {number} _max */
export function setMaxIdleHTTPParsers (_max) {}

const http = {
  _connectionListener,
  METHODS,
  STATUS_CODES,
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  maxHeaderSize,
  /** The agent of requests that name none; another may be put in its place. */
  get globalAgent () {
    return defaultAgent.agent
  },
  set globalAgent (agent) {
    defaultAgent.agent = agent
  }
}
export default http
