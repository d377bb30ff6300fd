/**
 * `node:http` of a program in a page: servers on the container's ports, and requests to those or, as the page may, elsewhere.
 * Requests come as a whole, answers go piece by piece as they are read.
 * @module
 */

import { makeClient } from './http/client.js'
import { MESSAGES } from './http/codes.js'
import { makeIncoming } from './http/incoming.js'
import { makeOutgoing } from './http/outgoing.js'
import { makeResponse } from './http/response.js'
import { makeServer } from './http/server.js'

const METHODS = 'DELETE GET HEAD OPTIONS PATCH POST PUT'.split(' ')

/** @param {any} given @returns {{ http: any, https: any }} */
export function makeHttp (given) {
  const IncomingMessage = makeIncoming(given)
  const OutgoingMessage = makeOutgoing(given)
  const ServerResponse = makeResponse(given, OutgoingMessage)
  const Server = makeServer(given, IncomingMessage, ServerResponse)
  const { ClientRequest, Agent } = makeClient(given, IncomingMessage, OutgoingMessage)
  const common = { STATUS_CODES: MESSAGES, METHODS, IncomingMessage, ServerResponse, OutgoingMessage, ClientRequest, Agent }
  /** @param {string} protocol */
  const client = (protocol) => {
    const request = (/** @type {any[]} */ ...args) => new ClientRequest(protocol, ...args)
    const get = (/** @type {any[]} */ ...args) => request(...args).end()
    return { ...common, globalAgent: new Agent(), request, get }
  }
  const refused = () => {
    throw Object.assign(new Error('Cannot serve HTTPS in the page engine: use http.createServer(), which previews of HTTPS pages show as well'), { code: 'ERR_NOT_IMPLEMENTED' })
  }
  return {
    http: { ...client('http:'), Server, createServer: (/** @type {any} */ options, /** @type {any} */ listener) => new Server(options, listener) },
    https: { ...client('https:'), Server: refused, createServer: refused }
  }
}
