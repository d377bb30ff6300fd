/**
 * Whether the app starts when the person logs in.
 *
 *     import { enable, isEnabled } from 'oro:autostart'
 *     if (!await isEnabled()) await enable(['--minimized'])
 *
 * @module
 */

import ipc from 'oro:ipc'

export * as default from './autostart.js'

/** @typedef {{ signal?: AbortSignal }} Options */

/**
 * Have the app start at every login, as it was started now.
 * @param {string[]} [args] what that start is told, behind the app's name
 * @param {Options} [options]
 */
export async function enable (args = [], options) {
  enabled(await ipc.request('autostart.enable', { arguments: JSON.stringify(args) }, options))
}

/**
 * Have the app start at no login.
 * @param {Options} [options]
 */
export async function disable (options) {
  enabled(await ipc.request('autostart.disable', {}, options))
}

/**
 * Whether the app starts at the next login; the person may have switched it off.
 * @param {Options} [options]
 * @returns {Promise<boolean>}
 */
export async function isEnabled (options) {
  return enabled(await ipc.request('autostart.isEnabled', {}, options))
}

/** @param {any} result */
function enabled ({ err, data }) {
  if (err) throw err
  return data.enabled
}
