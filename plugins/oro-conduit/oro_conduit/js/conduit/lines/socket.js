/** A line to the host over a WebSocket, wire version 2. */

import { NetworkError } from 'oro:errors'
import { engine } from 'oro:internal/engine'
import { leave } from './leave.js'
import { CLOSE } from '../wire/protocol-error.js'
import { clientId, socketURL } from './realm.js'
import { Streams } from '../wire/streams.js'
import { log } from './debug.js'

/**
 * @typedef {object} Line something frames travel on
 * @property {Streams} streams
 * @property {boolean} duplexOnly calls are faster without it
 * @property {Promise<void>} closed
 * @property {() => number} buffered
 * @property {(code?: number, reason?: string) => void} close
 */

/** @typedef {(headers: import('../wire/headers.js').HeaderBlock, payload: Uint8Array<ArrayBuffer>) => void} OnMessage */

/**
 * Open a line.
 * @param {{ ticket: string, port: number }} pass
 * @param {OnMessage} message
 * @returns {Promise<Line>} rejects with a NetworkError when the socket does not open
 */
export function openSocket ({ ticket, port }, message) {
  return new Promise((resolve, reject) => {
    const socket = new engine.WebSocket(socketURL(port, clientId), ['oro.conduit.v2', 'oro.files', `oro.ticket.${ticket}`])
    socket.binaryType = 'arraybuffer'
    const refused = () => reject(new NetworkError(`Cannot open Conduit on port ${port}: the socket was refused`))
    socket.onclose = refused
    socket.onopen = () => {
      if (socket.protocol === 'oro.conduit.v2') return resolve(line(socket, message))
      leave(socket)
      refused()
    }
  })
}

/**
 * @param {WebSocket} socket an open one
 * @param {OnMessage} message
 * @returns {Line}
 */
function line (socket, message) {
  /** @param {number} [code] */
  const close = (code = CLOSE.NORMAL, reason = '') => {
    // Pages may give only 1000 and 3000 to 4999; the host knows the others as 3000 more.
    socket.close(code === CLOSE.NORMAL ? code : code + 3000, reason)
  }
  const streams = new Streams({
    // Once it closes nothing is sent any more; whose call it was asks for it when the socket is closed.
    send: (bytes) => { if (socket.readyState === WebSocket.OPEN) socket.send(bytes) },
    buffered: () => socket.bufferedAmount,
    message,
    violated: (error) => {
      log('the host broke the protocol', error.rule, error.message)
      close(error.close, error.rule)
    }
  })
  socket.onmessage = ({ data }) => streams.receive(new Uint8Array(data), true)
  const closed = new Promise((/** @type {(value: void) => void} */ resolve) => {
    socket.onclose = ({ code, reason }) => {
      log('the socket closed', code, reason)
      streams.lose()
      resolve()
    }
  })
  return { streams, duplexOnly: false, closed, buffered: () => socket.bufferedAmount, close }
}
