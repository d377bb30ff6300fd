/** The routes of the server, always over the scheme: they must work when no connection does. */

import { schemeCall } from 'oro:ipc/scheme'

/** @typedef {{ isActive: boolean, port: number, sharedKey: string | null }} Status */

/** @returns {Promise<Status>} */
export async function serverStatus () {
  const { isActive, port, sharedKey } = await call('status')
  return { isActive: Boolean(isActive), port: Number(port) || 0, sharedKey: sharedKey || null }
}

/** @returns {Promise<{ isActive: boolean, port: number }>} */
export function startServer () {
  return call('start')
}

/** @returns {Promise<void>} */
export async function stopServer () {
  await call('stop')
}

/**
 * A ticket for one connection of this window.
 * @returns {Promise<{ ticket: string, port: number }>}
 */
export function newTicket () {
  return call('ticket')
}

/**
 * @param {string} name
 * @param {Record<string, any>} [params]
 * @returns {Promise<any>} rejects with the route's error
 */
export async function call (name, params) {
  const { err, data } = await schemeCall(`internal.conduit.${name}`, params)
  if (err) throw err
  return data
}
