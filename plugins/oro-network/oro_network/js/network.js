/**
 * Whether the machine is connected to a network.
 *
 *     const off = onChange(({ online, interfaces }) => show(online, interfaces))
 *
 * `navigator.onLine` and the events `online` and `offline` of a page say the same. Being connected does not mean that
 * anybody answers: only a request can tell.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './network.js'

/** @typedef {{ online: boolean, interfaces: string[] }} NetworkStatus with the names of interfaces that lead out */

/** @returns {Promise<NetworkStatus>} rejects with a NotAllowedError without permission `network` */
export async function status () {
  const { data, err } = await request(/** @type {any} */ ('network.status'))
  if (err) throw err
  return data
}

/** @returns {boolean} what is known now; in a worker, the engine's own opinion */
export function isOnline () {
  return globalThis.navigator.onLine
}

/**
 * Hear when the machine is connected, disconnected, or connected another way.
 * @param {(status: NetworkStatus) => any} callback
 * @returns {() => void} takes the callback away
 */
export function onChange (callback) {
  const heard = (/** @type {any} */ event) => callback(event.detail)
  globalThis.addEventListener('networkchange', heard)
  return () => globalThis.removeEventListener('networkchange', heard)
}
