/**
 * The displays of the desktop, in its logical pixels: what each shows, what panels leave free, and when that changes.
 *
 *     const { workArea } = await primary()
 *     const stop = onChange(displays => arrange(displays))
 * @module
 */

import { call } from './window/routes.js'

export * as default from './screen.js'

/**
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 *
 * @typedef {object} Display
 * @property {string} name of its connector, such as `DP-1`; an option of `createWindow()` takes it
 * @property {Box} bounds
 * @property {Box} workArea what panels leave free; under Wayland, which does not tell, all of it
 * @property {number} scale its pixels for each logical one
 * @property {number} refreshRate frames in a second, 0 when unknown
 * @property {0 | 90 | 180 | 270} rotation degrees clockwise by which the picture is turned
 * @property {boolean} primary
 */

/**
 * @returns {Promise<Display[]>} the primary one first; rejects without permission `screen`, and with a NotSupportedError
 *   where there is no screen
 */
export async function displays () {
  return call('displays()', 'screen.displays')
}

/** @returns {Promise<Display>} the primary display */
export async function primary () {
  return (await displays())[0]
}

/**
 * @param {{ x: number, y: number }} point
 * @returns {Promise<Display>} the display with that point, or the nearest one
 */
export async function at ({ x, y }) {
  const away = (/** @type {Display} */ { bounds }) => Math.hypot(
    Math.max(bounds.x - x, 0, x - (bounds.x + bounds.width - 1)), Math.max(bounds.y - y, 0, y - (bounds.y + bounds.height - 1)))
  return (await displays()).reduce((nearest, each) => away(each) < away(nearest) ? each : nearest)
}

/**
 * @param {{ index: number }} [window] this one unless given
 * @returns {Promise<Display | null>} the display that a window is on, null while it is on none
 */
export async function forWindow ({ index } = { index: globalThis.__args?.index ?? 0 }) {
  const [all, { display }] = await Promise.all([displays(), call('forWindow()', 'window', { index })])
  return all.find(({ name }) => name === display) ?? null
}

/**
 * @returns {Promise<{ x: number, y: number }>} where the pointer is; rejects with a NotSupportedError under Wayland, which
 *   tells a program only while it is over its windows
 */
export async function cursor () {
  return call('cursor()', 'screen.cursor')
}

/**
 * Hear of displays that come, go or change.
 * @param {(displays: Display[]) => any} callback
 * @returns {() => void} takes the callback away
 */
export function onChange (callback) {
  const heard = (/** @type {any} */ { detail }) => callback(detail.displays)
  globalThis.addEventListener('displaychange', heard)
  displays().catch(() => {})
  return () => globalThis.removeEventListener('displaychange', heard)
}
