/**
 * The app as a whole, and its windows.
 *
 *     const window = await getCurrentWindow()
 *     await window.setTitle('Notes')
 *
 * Certificates windows accept:
 *
 *     await setWebViewTlsPinsForHost('intranet.example', 'sha256/…')
 *
 * The reference of engines says what pins do in each of them.
 * @module
 */

import { request } from '../base/ipc.js'
import { PinTable } from '../internal/pins.js'

export { default as client } from './application/client.js'
export {
  addEventListener,
  backend,
  config,
  debug,
  exit,
  isPaused,
  removeEventListener,
  runtimeVersion,
  setSystemMenu,
  setSystemMenuItemEnabled,
  setTrayMenu
} from './application/lifecycle.js'
export { default as menu } from './application/menu.js'
export { ApplicationWindowList } from './application/window-list.js'
export {
  createWindow,
  getCurrentWindow,
  getCurrentWindowIndex,
  getScreenSize,
  getWindow,
  getWindows,
  MAX_WINDOWS
} from './application/windows.js'

/** @typedef {{ configured: boolean, pins: string[] }} HostPins */

/** Changes of single hosts, one after another. @type {Promise<any>} */
let turn = Promise.resolve()

/**
 * Pin certificates for windows.
 * @param {string | string[]} pins lines of a host and its pins
 * @param {{ mode?: 'append' | 'replace' }} [options] whether what was pinned before stays
 * @returns {Promise<{ value: string }>} what is pinned now, as lines; rejects with a TypeError, before anything is
 *   sent, when a line is wrong, and with a NotSupportedError where windows show no certificates
 */
export async function setWebViewTlsPins (pins, { mode = 'replace' } = {}) {
  const value = String(PinTable.parse(pins))
  return call('application.setWebviewTlsPins', { value, mode })
}

/** @returns {Promise<{ value: string }>} what is pinned for windows, as lines */
export async function getWebViewTlsPins () {
  return call('application.getWebviewTlsPins')
}

/**
 * Pin nothing any more.
 * @returns {Promise<{ value: string }>} what is pinned for windows, as lines
 */
export async function clearWebViewTlsPins () {
  return setWebViewTlsPins('')
}

/**
 * Pin a host, instead of what was pinned for exactly that host and port.
 * @param {string} host
 * @param {string | string[]} pins
 * @returns {Promise<HostPins>} what is pinned for it now
 */
export async function setWebViewTlsPinsForHost (host, pins) {
  return change(host, (table) => table.set(host, pins))
}

/**
 * Add pins of a host to those of that host and port.
 * @param {string} host
 * @param {string | string[]} pins
 * @returns {Promise<HostPins>} what is pinned for it now
 */
export async function addWebViewTlsPinsForHost (host, pins) {
  return change(host, (table) => table.add(host, pins))
}

/**
 * Take pins of a host away.
 * @param {string} host
 * @param {string | string[]} [pins] every one unless given
 * @returns {Promise<HostPins>} what is pinned for it now
 */
export async function removeWebViewTlsPinsForHost (host, pins) {
  return change(host, (table) => table.remove(host, pins))
}

/**
 * @param {string} host
 * @returns {Promise<HostPins>} what is pinned for exactly that host and port
 */
export async function getWebViewTlsPinsForHost (host) {
  new PinTable().get(host)
  return described(PinTable.parse((await getWebViewTlsPins()).value), host)
}

/**
 * @param {string} host
 * @param {(table: PinTable) => void} act
 * @returns {Promise<HostPins>}
 */
function change (host, act) {
  act(new PinTable())
  const changed = turn.then(async () => {
    const table = PinTable.parse((await getWebViewTlsPins()).value)
    act(table)
    return described(PinTable.parse((await setWebViewTlsPins(String(table))).value), host)
  })
  turn = changed.catch(() => {})
  return changed
}

/**
 * @param {PinTable} table
 * @param {string} host
 * @returns {HostPins}
 */
function described (table, host) {
  const pins = table.get(host)
  return { configured: pins.length > 0, pins }
}

/**
 * @param {string} route
 * @param {any} [params]
 */
async function call (route, params) {
  const { err, data } = await request(route, params)
  if (err) throw err
  return data
}

export * as default from './application.js'
