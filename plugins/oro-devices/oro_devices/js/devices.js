/**
 * Devices of the machine: what this app can use, and what its pages were given.
 *
 *     const missing = await support()
 *     if (!missing.serial) port = await navigator.serial.requestPort()
 *
 * Pages use devices by `navigator.serial`, `hid`, `usb` and `bluetooth`, as the web has them.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './devices.js'

/** @typedef {'serial' | 'hid' | 'usb' | 'bluetooth'} Kind */
/** @typedef {Record<Kind, string>} Support the reason why a kind of device cannot be used, empty where it can */

/** @returns {Promise<Support>} by kind why it cannot be used here, such as a library that is not installed; empty where it can */
export async function support () {
  const { data, err } = await request('devices.support')
  if (err) throw err
  return /** @type {Support} */ (data)
}
