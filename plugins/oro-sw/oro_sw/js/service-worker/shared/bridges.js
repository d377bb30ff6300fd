/**
 * Ports and streams that are carried to another page: each goes on over a channel of its own, and so does what is posted
 * to it, with the ports and streams in that.
 * @module
 */

import { drain } from './streams.js'
import { packed, restored } from './transfer.js'

/** @typedef {import('./transfer.js').Parcel} Parcel */

/**
 * A parcel as channels carry it.
 * @typedef {object} Freight
 * @property {any} message
 * @property {string[]} ports names of channels
 * @property {string[]} streams
 * @property {import('./transfer.js').Place[]} places
 */

const NAME = 'oro.runtime.serviceWorker.port'

/**
 * @param {Parcel} parcel
 * @returns {Freight}
 */
export function loaded ({ message, ports, streams, places }) {
  return { message, ports: ports.map(bridge), streams: streams.map(bridge), places }
}

/**
 * @param {Freight} freight
 * @returns {{ message: any, ports: MessagePort[], streams: ReadableStream[] }}
 */
export function unloaded (freight) {
  const ports = freight.ports.map(landing)
  const streams = freight.streams.map((name) => drain(landing(name)))
  return { message: restored(freight.message, [...ports, ...streams], freight.places), ports, streams }
}

/**
 * Carry a port away: what is posted to it goes over a channel, once the other end is there.
 * @param {MessagePort} port
 * @returns {string} the channel's name
 */
function bridge (port) {
  const name = `${NAME}.${crypto.randomUUID()}`
  join(port, new BroadcastChannel(name), [])
  return name
}

/**
 * The port that stands for one carried away elsewhere.
 * @param {string} name
 * @returns {MessagePort}
 */
function landing (name) {
  const { port1, port2 } = new MessageChannel()
  const channel = new BroadcastChannel(name)
  join(port1, channel, null)
  channel.postMessage({ landed: true })
  return port2
}

/**
 * @param {MessagePort} port
 * @param {BroadcastChannel} channel
 * @param {any[] | null} waiting what waits for the other end; null where that is there
 */
function join (port, channel, waiting) {
  const send = (/** @type {any} */ said) => waiting ? waiting.push(said) : channel.postMessage(said)
  port.onmessage = ({ data, ports }) => {
    try {
      send({ freight: loaded(packed(data, ports)) })
    } catch (error) {
      console.error('Cannot carry a message to another page:', error)
    }
  }
  // Engines that do not tell of it end ports with their pages.
  port.addEventListener('close', () => {
    send({ closed: true })
    if (!waiting) channel.close()
  })
  channel.onmessage = ({ data: { landed, closed, freight } }) => {
    if (closed) {
      port.close()
      channel.close()
    } else if (landed) {
      for (const said of waiting ?? []) channel.postMessage(said)
      waiting = null
    } else if (freight) {
      const { message, ports, streams } = unloaded(freight)
      port.postMessage(message, [...ports, .../** @type {Transferable[]} */ (streams)])
    }
  }
}
