/**
 * Messages between pages and workers, over one broadcast channel.
 * @module
 */

import { loaded, unloaded } from './bridges.js'

export { parcel } from './transfer.js'

/** The channel of every page and worker of the origin. */
export const CHANNEL = 'oro.runtime.serviceWorker'

/**
 * @typedef {object} Letter
 * @property {'worker' | 'client'} to
 * @property {string} id of the version, or of the client
 * @property {any} from who sent it: a client's or a version's description
 * @property {any} message
 */

/** @type {BroadcastChannel | undefined} */
let outgoing
/** @type {BroadcastChannel | undefined} */
let incoming

/**
 * Send a message.
 * @param {'worker' | 'client'} to
 * @param {string} id
 * @param {any} from
 * @param {import('./transfer.js').Parcel} parcel
 */
export function post (to, id, from, parcel) {
  // A channel does not hear itself, but a worker may post to itself: what is heard is another one.
  outgoing ??= new BroadcastChannel(CHANNEL)
  outgoing.postMessage({ to, id, from, freight: loaded(parcel) })
}

/**
 * Hear messages.
 * @param {'worker' | 'client'} to
 * @param {string} id
 * @param {(letter: Letter, ports: MessagePort[]) => void} heard
 */
export function hear (to, id, heard) {
  incoming ??= new BroadcastChannel(CHANNEL)
  incoming.addEventListener('message', ({ data }) => {
    if (data?.to !== to || data.id !== id) return
    const { message, ports } = unloaded(data.freight)
    heard({ to, id, from: data.from, message }, ports)
  })
}
