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
import { Ends } from './net/sockets/ends.js'
import { Flow } from './net/sockets/flow.js'
import { Server as ServerClass } from './net/servers/server.js'
import { Socket as SocketClass } from './net/sockets/socket.js'
import { clientSocket } from './net/sockets/announce.js'
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
export const Server = callable(ServerClass, { listed: ['listening'] })
export const Socket = callable(SocketClass, {
  parts: [Flow, Ends],
  listed: [
    '_bytesDispatched', '_destroy', '_final', '_read', '_write', '_writev', 'bytesRead', 'bytesWritten', 'localAddress', 'localFamily',
    'localPort', 'remoteAddress', 'remoteFamily', 'remotePort'
  ]
})
export const Stream = Socket

/**
 * Connect: `connect(options)`, `connect(port, host)` or `connect(path)`, each with a callback for `connect`.
 * @param {...any} args
 * @returns {Socket}
 */
export function connect (...args) {
  const [options] = formsOf(args)
  const socket = new Socket(options)
  clientSocket(socket)
  if (options.timeout) socket.setTimeout(options.timeout)
  return socket.connect(...args)
}

export const createConnection = connect

/**
 * Read the forms of `connect()` and `listen()`, as packages ask for it that wrap one of them.
 * @param {any[]} args
 */
export function _normalizeArgs (args) {
  return formsOf(args)
}

/**
 * @param {import('./net/servers/server.js').ServerOptions | ((socket: Socket) => void)} [options]
 * @param {(socket: Socket) => void} [listener] of `connection`
 * @returns {Server}
 */
export function createServer (options, listener) {
  return new Server(options, listener)
}
