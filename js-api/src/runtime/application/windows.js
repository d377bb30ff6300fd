/** Finding and making windows. */

import { ApplicationWindow, currentIndex, formatURL } from '../window/application-window.js'
import { checkedLength } from '../window/measure.js'
import { call } from '../window/routes.js'
import { ApplicationWindowList } from './window-list.js'

/** The indices of windows go from 0 to one less. */
export const MAX_WINDOWS = 64

/**
 * @typedef {object} WindowOptions further parameters of `window.create`
 * @property {number} index -1 takes a free one
 * @property {string} path of its page, relative to the app's root
 * @property {number | string} [width] pixels, or a share of the screen such as `50%`
 * @property {number | string} [height]
 * @property {string} [title]
 * @property {boolean} [headless] it is made, but not shown
 * @property {boolean} [unique] the window there is of the same `token`, or page, instead of another
 * @property {string} [token]
 * @property {boolean} [fullscreen] it has a whole display
 * @property {boolean} [kiosk] it has a whole display, and only the app takes it away again
 * @property {boolean} [maximized]
 * @property {boolean} [minimized]
 * @property {string} [display] the name of the display it opens on, as `oro:screen` tells it
 * @property {boolean} [alwaysOnTop] it is kept in front of other programs
 * @property {boolean} [skipTaskbar] it is left out of the desktop's list of windows
 * @property {number} [opacity] of the whole window, from 0 to 1
 * @property {boolean} [transparent] what is behind it is seen where its page paints nothing
 * @property {number} [parent] the index of the window it stays in front of, and closes with
 * @property {boolean} [modal] its parent has no input while it is open
 * @property {boolean} [frameless] it has no frame of the desktop's: `data-oro-drag` marks what moves it
 * @property {'default' | 'hidden' | 'hiddenInset'} [titlebarStyle] `hiddenInset` puts its buttons over the page
 * @property {string} [windowControlOffsets] where these are, such as `10x10`
 * @property {number} [radius] of its corners, where it has no frame of the desktop's
 * @property {string} [profile] the name of the store its pages share with other windows; the app's own unless given
 * @property {boolean} [ephemeral] its profile is kept in memory; without a name, the window has one to itself
 * @property {boolean} [remember] it opens where the window of its index was when that was closed
 */

/**
 * Make a window.
 * @param {WindowOptions & Record<string, any>} options
 * @returns {Promise<ApplicationWindow>}
 */
export async function createWindow (options) {
  const { index, path, ...more } = options ?? {}
  if (path === undefined || index === undefined) throw new Error('Path and index are required options')
  if (index !== -1) checkIndex(index)
  for (const name of /** @type {const} */ (['width', 'height'])) {
    if (more[name] !== undefined) checkedLength(name, more[name])
  }
  if (index !== -1 && await getWindow(index)) throw new Error(`Window with index ${index} already exists`)
  return new ApplicationWindow(await call('createWindow()', 'window.create', { ...more, targetWindowIndex: index, url: formatURL(path) }))
}

/**
 * Find windows.
 * @param {number[]} [indices] every window unless given
 * @param {{ max?: number }} [options] indices go up to one less
 * @returns {Promise<ApplicationWindowList & Record<number, ApplicationWindow>>} those that there are
 */
export async function getWindows (indices, { max = MAX_WINDOWS } = {}) {
  if (indices !== undefined && !Array.isArray(indices)) throw new Error('Indices list must be an array of integer numbers')
  for (const index of indices ?? []) checkIndex(index, max)
  if (indices?.length === 0) return ApplicationWindowList.from([])
  const states = await call('getWindows()', 'application.getWindows', { value: indices?.join(',') })
  return ApplicationWindowList.from(states.map((/** @type {any} */ state) => new ApplicationWindow(state)))
}

/**
 * @param {number} index
 * @param {{ max?: number }} [options]
 * @returns {Promise<ApplicationWindow | null>} null when there is none
 */
export async function getWindow (index, options) {
  if (index === -1) return null
  return (await getWindows([index], options)).item(index) ?? null
}

/** @returns {Promise<ApplicationWindow>} the window this runs in */
export async function getCurrentWindow () {
  return /** @type {ApplicationWindow} */ (await getWindow(currentIndex(), { max: Infinity }))
}

/** @returns {number} the index of the window this runs in */
export function getCurrentWindowIndex () {
  return currentIndex()
}

/** @returns {Promise<{ width: number, height: number }>} the size of the primary screen, in pixels */
export async function getScreenSize () {
  return call('getScreenSize()', 'application.getScreenSize')
}

/**
 * @param {any} index
 * @param {number} [max]
 */
function checkIndex (index, max = MAX_WINDOWS) {
  if (!Number.isInteger(index) || index < 0 || index >= max) throw new Error(`Invalid window index: ${String(index)} (must be a positive integer number)`)
}
