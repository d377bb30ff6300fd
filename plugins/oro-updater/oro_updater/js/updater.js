/**
 * Updates of the app that its author signed.
 *
 *     const { available } = await check()
 *     if (available) {
 *       await download({ onProgress: ({ received, total }) => show(received / total) })
 *       await apply({ restart: true })
 *     }
 *
 * `oro:updater/banner` is a banner that does all of this.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './updater.js'

/**
 * @typedef {object} Available a version that is offered
 * @property {string} version
 * @property {string} notes what its author says of it
 * @property {string} released the day, as `2026-11-24`
 * @property {number} size bytes to download
 */

/**
 * @typedef {object} Status
 * @property {string} version the one that runs
 * @property {string} channel
 * @property {boolean} updatable whether the app can replace itself where it is installed
 * @property {string} why the reason, where it cannot
 * @property {'idle' | 'checking' | 'downloading'} activity
 * @property {number} received bytes of the download
 * @property {number} total
 * @property {Available | null} available the newest version that is offered, as far as is known
 * @property {string} ready the version that is downloaded and verified, and can be applied
 * @property {string} next the version that starts next
 * @property {string} previous the version to go back to
 * @property {string[]} failed versions that did not work here
 * @property {string} error the message of the last check or download, where it failed
 */

/** @typedef {{ signal?: AbortSignal }} Options */

/**
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {Options} [options]
 * @returns {Promise<Status>}
 */
async function call (route, params, options) {
  const { data, err } = await request(/** @type {any} */ (`updater.${route}`), params, options)
  if (err) throw err
  return data
}

/**
 * Return what is known, without asking the server.
 * @param {Options} [options]
 * @returns {Promise<Status>} rejects with a NotAllowedError without permission `updater`
 */
export function status (options) {
  return call('status', {}, options)
}

/**
 * Ask the server for a newer version.
 * @param {Options} [options]
 * @returns {Promise<Status>} rejects with code `ERR_UPDATE_UNREACHABLE`, `ERR_UPDATE_REFUSED` or `ERR_UPDATE_STALE`
 */
export function check (options) {
  return call('check', {}, options)
}

/**
 * Download, verify and unpack the version that is offered. The running version stays as it is.
 * @param {Options & { onProgress?: (status: Status) => any }} [options]
 * @returns {Promise<Status>} rejects with `ERR_NOT_UPDATABLE` where the app cannot replace itself
 */
export async function download ({ onProgress, ...options } = {}) {
  const off = onProgress ? onChange(onProgress) : () => {}
  try {
    return await call('download', {}, options)
  } finally {
    off()
  }
}

/**
 * Have the downloaded version start next.
 * @param {Options & { restart?: boolean }} [options] with `restart` the app ends now and starts again
 * @returns {Promise<Status>}
 */
export function apply ({ restart = false, ...options } = {}) {
  return call('apply', { restart }, options)
}

/**
 * Have the previous version start next; the present one is not offered again.
 * @param {Options & { restart?: boolean }} [options] with `restart` the app ends now and starts again
 * @returns {Promise<Status>}
 */
export function rollback ({ restart = false, ...options } = {}) {
  return call('rollback', { restart }, options)
}

/**
 * Hear of every change, the progress of a download included.
 * @param {(status: Status) => any} callback
 * @returns {() => void} takes the callback away
 */
export function onChange (callback) {
  const heard = (/** @type {any} */ event) => callback(event.detail)
  globalThis.addEventListener('updaterchange', heard)
  return () => globalThis.removeEventListener('updaterchange', heard)
}
