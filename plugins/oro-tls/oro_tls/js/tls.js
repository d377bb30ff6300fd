/**
 * TLS, as Node's `tls` has it, and certificate pins.
 *
 *     const socket = connect({ host: 'example.com', port: 443 }, () => socket.write('hello'))
 *     socket.on('data', (bytes) => { ... })
 *
 *     createServer({ cert, key }, (socket) => socket.pipe(socket)).listen(8443)
 *
 * @module
 */

import { callable } from 'oro:internal/callable'
import { SecureContext as SecureContextClass } from './tls/credentials.js'
import { notImplemented } from './tls/errors.js'
import { Server as ServerClass } from './tls/server.js'
import { TLSSocket as TLSSocketClass } from './tls/socket.js'

export { convertALPNProtocols } from './tls/alpn.js'
export { connect } from './tls/connect.js'
export { createSecureContext } from './tls/credentials.js'
export { checkServerIdentity } from './tls/identity.js'
export { getCiphers, getTlsProvider, rootCertificates } from './tls/known.js'
export {
  addTlsPinsForHost,
  createTlsPinFromCertificateDer,
  createTlsPinFromCertificatePem,
  getTlsPins,
  getTlsPinsForHost,
  removeTlsPinsForHost,
  setTlsPins,
  setTlsPinsForHost
} from './tls/pins.js'
export * as default from './tls.js'

/**
 * @typedef {SecureContextClass} SecureContext
 * @typedef {ServerClass} Server
 * @typedef {TLSSocketClass} TLSSocket
 */
export const SecureContext = callable(SecureContextClass)
export const Server = callable(ServerClass)
export const TLSSocket = callable(TLSSocketClass)

export const CLIENT_RENEG_LIMIT = 3
export const CLIENT_RENEG_WINDOW = 600
export const DEFAULT_ECDH_CURVE = 'auto'
export const DEFAULT_MIN_VERSION = 'TLSv1.2'
export const DEFAULT_MAX_VERSION = 'TLSv1.3'
export const DEFAULT_CIPHERS = [
  'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA256', 'DHE-RSA-AES128-SHA256', 'ECDHE-RSA-AES256-SHA384',
  'DHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES256-SHA256', 'DHE-RSA-AES256-SHA256', 'HIGH', '!aNULL', '!eNULL', '!EXPORT',
  '!DES', '!RC4', '!MD5', '!PSK', '!SRP', '!CAMELLIA'
].join(':')

/**
 * Node's deprecated pairs of streams.
 * @returns {never}
 */
export function createSecurePair () {
  return notImplemented('tls.createSecurePair(): new tls.TLSSocket(stream)')
}

/**
 * @param {import('./tls/server.js').TLSServerOptions | ((socket: import('./tls/socket.js').TLSSocket) => void)} [options]
 * @param {(socket: import('./tls/socket.js').TLSSocket) => void} [listener] of `secureConnection`
 * @returns {Server}
 */
export function createServer (options, listener) {
  return new Server(options, listener)
}
