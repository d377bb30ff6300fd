/**
 * Datagrams, as Node's `dgram` has them.
 *
 *     const socket = createSocket('udp4', (message, { address, port }) => { ... })
 *     socket.bind(41234)
 *
 * Messages are a Uint8Array, or a Buffer where there is one.
 * @module
 */

import { callable } from 'oro:internal/callable'
import { channel } from 'oro:diagnostics_channel'
import { AdjustableSocket } from './dgram/adjustable.js'
import { BindingSocket } from './dgram/binding.js'
import { Socket as SocketClass } from './dgram/socket.js'

export {
  ERR_SOCKET_ALREADY_BOUND,
  ERR_SOCKET_BAD_BUFFER_SIZE,
  ERR_SOCKET_BAD_PORT,
  ERR_SOCKET_BAD_TYPE,
  ERR_SOCKET_BUFFER_SIZE,
  ERR_SOCKET_DGRAM_IS_CONNECTED,
  ERR_SOCKET_DGRAM_NOT_CONNECTED,
  ERR_SOCKET_DGRAM_NOT_RUNNING,
  SocketError
} from './dgram/errors.js'
export * as default from './dgram.js'

const made = channel('udp.socket')

/** @typedef {SocketClass} Socket */
export const Socket = callable(SocketClass, { parts: [BindingSocket, AdjustableSocket] })

/**
 * @param {'udp4' | 'udp6' | import('./dgram/socket.js').SocketOptions} options
 * @param {(message: Uint8Array, from: import('./dgram/socket.js').RemoteInfo) => void} [listener] of `message`
 * @returns {Socket}
 */
export function createSocket (options, listener) {
  const socket = new Socket(options, listener)
  if (made.hasSubscribers) made.publish({ socket })
  return socket
}
