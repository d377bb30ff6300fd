/**
 * TCP connections and Unix sockets, as Node's `net` has them.
 *
 *     const socket = connect(8080, 'localhost', () => socket.write('hello'))
 *     socket.on('data', (bytes) => { ... })
 *
 *     createServer((socket) => socket.pipe(socket)).listen(8080)
 *
 * @module
 */

import { callable } from 'oro:internal/callable'
import { isIP, isIPv4, isIPv6 } from './net/addresses/ip.js'
import { Server as ServerClass } from './net/servers/server.js'
import { Socket as SocketClass } from './net/sockets/socket.js'
import { formsOf } from './net/addresses/target.js'

export { BlockList } from './net/addresses/block-list.js'
export {
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout
} from './net/arguments/defaults.js'
export { isIP, isIPv4, isIPv6 }
export { SocketAddress } from './net/addresses/address.js'
export * as default from './net.js'

/** @typedef {ServerClass} Server */
/** @typedef {SocketClass} Socket */
export const Server = callable(ServerClass)
export const Socket = callable(SocketClass)
export const Stream = Socket

/**
 * Connect: `connect(options)`, `connect(port, host)` or `connect(path)`, each with a callback for `connect`.
 * @param {...any} args
 * @returns {Socket}
 */
export function connect (...args) {
  const [options] = formsOf(args)
  const socket = new Socket(options)
  if (options.timeout) socket.setTimeout(options.timeout)
  return socket.connect(...args)
}

export const createConnection = connect

/**
 * @param {import('./net/servers/server.js').ServerOptions | ((socket: Socket) => void)} [options]
 * @param {(socket: Socket) => void} [listener] of `connection`
 * @returns {Server}
 */
export function createServer (options, listener) {
  return new Server(options, listener)
}
