/** One conversation with a server, and a server of this window's own to have one with. */

import { once } from 'oro:events'
import net from '../../net.js'
import { connect } from '../connect.js'

/** @typedef {[name: string, value: string][]} Facts */

/** @type {[string, string][]} */
export const WAYS = [['tcp', 'in the open'], ['tls', 'TLS'], ['any', 'TLS, whoever it is']]

const PATIENCE = 10000

/**
 * Take a place apart.
 * @param {string} text `host:port` or `[::1]:port`
 * @returns {{ host: string, port: number }}
 * @throws {TypeError} it is none
 */
export function placeOf (text) {
  const [, bracketed, name, port] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d+)$/.exec(text) ?? []
  if (!port) throw new TypeError(`Cannot connect to "${text}": expected a host and a port, such as localhost:8080`)
  return { host: bracketed ?? name, port: Number(port) }
}

/**
 * Connect; what is said then goes both ways until one ends it.
 * @param {string} way one of `WAYS`
 * @param {string} place
 * @returns {Promise<any>} the socket; rejects with why there is none
 */
export async function connected (way, place) {
  const options = placeOf(place)
  const socket = way === 'tcp' ? net.connect(options) : connect({ ...options, rejectUnauthorized: way === 'tls' })
  socket.setTimeout(PATIENCE, () => { if (socket.connecting) socket.destroy(new Error('Nobody answers')) })
  await once(socket, way === 'tcp' ? 'connect' : 'secureConnect')
  return socket
}

/**
 * @param {any} socket a connected one
 * @returns {Facts}
 */
export function factsOf (socket) {
  /** @type {Facts} */
  const facts = [
    ['peer', `${socket.remoteAddress} · ${socket.remotePort}`],
    ['this end', `${socket.localAddress} · ${socket.localPort}`]
  ]
  if (!socket.encrypted) return facts
  const certificate = socket.getPeerCertificate()
  return [
    ...facts,
    ['protocol', `${socket.getProtocol()}, ${socket.getCipher().standardName}`],
    ['trusted', socket.authorized ? 'yes' : `no: ${socket.authorizationError}`],
    ['certificate', certificate.subject?.CN ?? 'none'],
    ['issued by', certificate.issuer?.O ?? certificate.issuer?.CN ?? ''],
    ['for', certificate.subjectaltname ?? ''],
    ['until', certificate.valid_to ?? ''],
    ['pin', socket.peerPin ?? '']
  ]
}

/**
 * A server on loopback that says back what it hears.
 * @returns {Promise<import('../../net/servers/server.js').Server>}
 */
export async function echo () {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
