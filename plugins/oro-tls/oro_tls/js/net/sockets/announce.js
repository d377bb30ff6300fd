/** Tells the channels of `diagnostics_channel` that Node names of sockets and servers. */

import { channel, tracingChannel } from 'oro:diagnostics_channel'

const clients = channel('net.client.socket')
const connections = channel('net.server.socket')
const listening = tracingChannel('net.server.listen')

/** @param {any} socket that is about to connect */
export function clientSocket (socket) {
  if (clients.hasSubscribers) clients.publish({ socket })
}

/** @param {any} socket that a server accepted */
export function serverSocket (socket) {
  if (connections.hasSubscribers) connections.publish({ socket })
}

/** @param {'asyncStart' | 'asyncEnd' | 'error'} step @param {any} message */
export function listens (step, message) {
  if (listening[step].hasSubscribers) listening[step].publish(message)
}
