/** The app as a whole: what it is, when it pauses, how it ends. */

import { primordials } from '../../base/ipc.js'
import { call } from '../window/routes.js'
import { currentIndex } from '../window/application-window.js'
import menu, { setMenu } from './menu.js'

/** @typedef {import('./menu.js').MenuOptions} MenuOptions */

const MENU_EVENTS = ['menuitem']
let paused = false

globalThis.addEventListener('applicationpause', () => { paused = true })
globalThis.addEventListener('applicationresume', () => { paused = false })

/** @returns {boolean} whether the app is paused */
export function isPaused () {
  return paused
}

/**
 * End the app.
 * @param {number} [code] its exit code
 */
export async function exit (code = 0) {
  return call('exit()', 'application.exit', { value: code })
}

/** @param {MenuOptions} options */
export async function setSystemMenu (options) {
  return setMenu(options, 'system')
}

/** @param {MenuOptions} options */
export async function setTrayMenu (options) {
  return setMenu(options, 'tray')
}

/** @param {{ indexMain: number, indexSub: number, enabled: boolean }} options */
export async function setSystemMenuItemEnabled ({ indexMain, indexSub, enabled }) {
  const params = { value: currentIndex(), indexMain, indexSub, enabled }
  return call('setSystemMenuItemEnabled()', 'application.setSystemMenuItemEnabled', params)
}

/**
 * Hear of `applicationpause`, `applicationresume`, `applicationurl`, `menuitem` and the like.
 * @param {string} type
 * @param {(event: any) => any} callback
 * @param {boolean | AddEventListenerOptions} [options]
 */
export function addEventListener (type, callback, options) {
  target(type).addEventListener(type, callback, options)
}

/**
 * @param {string} type
 * @param {(event: any) => any} callback
 * @param {boolean | EventListenerOptions} [options]
 */
export function removeEventListener (type, callback, options) {
  target(type).removeEventListener(type, callback, options)
}

/** @param {string} type */
function target (type) {
  return /** @type {EventTarget} */ (MENU_EVENTS.includes(type) ? menu : globalThis)
}

/** The framework's version; asked for when it is first read. */
export const runtimeVersion = Object.freeze({
  get full () { return String(primordials.version.full) },
  get short () { return String(primordials.version.short) },
  get hash () { return String(primordials.version.hash) },
  /** @returns {string} */
  toString () { return String(primordials.version.full) }
})

/** Whether the app runs for development. */
export const debug = globalThis.__args?.debug ?? false

/** The app's configuration, by flat key. @type {Readonly<Record<string, any>>} */
export const config = Object.freeze({ ...globalThis.__args?.config })

/** A program of its own that some apps start; this host has no routes for it. */
export const backend = Object.freeze({
  /** @param {{ force?: boolean }} [options] */
  open: (options = {}) => call('backend.open()', 'process.open', options),
  close: () => call('backend.close()', 'process.kill')
})
