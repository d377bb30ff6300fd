/**
 * The services of desktops for an app beside windows.
 *
 *     await setBadge(3) // as navigator.setAppBadge(3)
 *     await setProgress(0.4)
 *     await recent.add('/home/anna/tea.txt')
 *     onOpen(paths => show(paths)) // files that the person opened with the app
 *     onAction(id => id === 'new-note' && begin()) // of the menu of its icon
 *     await followSettings() // --oro-accent-color and others on the page's root
 * @module
 */

import { request } from 'oro:ipc'

export { dragFiles } from './desktop/drag.js'
export * as default from './desktop.js'

/**
 * @typedef {object} Appearance settings of the desktop; each is null where it does not say
 * @property {'light' | 'dark' | null} colorScheme
 * @property {string | null} accentColor as `#3584e4`
 * @property {'more' | 'no-preference' | null} contrast
 * @property {boolean | null} reducedMotion
 * @property {number | null} textScale 1 is the size that the toolkit gives texts by itself
 */

/** @typedef {{ path: string, type: string, title: string, modified: string }} RecentFile */

/**
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
async function ask (route, params = {}, { signal } = {}) {
  const { data, err } = await request(/** @type {any} */ (route), params, /** @type {any} */ ({ signal }))
  if (err) throw err
  return data
}

/**
 * Show a number on the app's icon.
 * @param {number} count a whole number
 * @returns {Promise<boolean>} whether a dock is there that shows it; rejects with a NotSupportedError without a desktop
 */
export async function setBadge (count) {
  return (await ask('desktop.badge', { count })).shown
}

/** Show no number on the app's icon. */
export async function clearBadge () {
  await ask('desktop.badge')
}

/**
 * Show on the app's icon how far something is. It goes with the page.
 * @param {number | null} value from 0 to 1; null takes it away
 * @param {{ urgent?: boolean }} [options] `urgent` has the icon ask for attention
 * @returns {Promise<boolean>} as of `setBadge`
 */
export async function setProgress (value, { urgent = false } = {}) {
  return (await ask('desktop.progress', value === null ? { urgent } : { value, urgent })).shown
}

/** The desktop's list of files used recently, as far as it is of this app. */
export const recent = {
  /**
   * Put a file on the list, or at its top.
   * @param {string} path
   * @param {{ type?: string, title?: string, groups?: string[] }} [options] its MIME type, which its name says else; its
   *   name in the list; kinds of files, such as `Graphics`
   */
  async add (path, { groups = [], ...options } = {}) {
    await ask('desktop.recent.add', { path, ...options, groups: JSON.stringify(groups) })
  },

  /** @returns {Promise<RecentFile[]>} the app's files, the latest first */
  async list () {
    return (await ask('desktop.recent.list')).files
  },

  /**
   * Take the app's files off the list, or one of them.
   * @param {string} [path]
   * @returns {Promise<number>} how many there were
   */
  async clear (path = '') {
    return (await ask('desktop.recent.clear', { path })).count
  }
}

/** @returns {Promise<string[]>} the latest 100 files that the app was opened with since it started */
export async function opened () {
  return (await ask('desktop.opened')).paths
}

/**
 * Hear of files that the person opens with the app.
 * @param {(paths: string[]) => any} handler
 * @returns {() => void} takes the handler away
 */
export function onOpen (handler) {
  return listen('desktopopen', detail => handler(detail.paths))
}

/**
 * Hear of actions that the person chooses in the menu of the app's icon; `build_actions` declares them.
 * @param {(id: string) => any} handler
 * @returns {() => void} takes the handler away
 */
export function onAction (handler) {
  return listen('desktopaction', detail => handler(detail.id))
}

/** @returns {Promise<Appearance>} the settings now; rejects with a NotSupportedError where the desktop tells none */
export function settings () {
  return ask('desktop.settings')
}

/** @type {Promise<Appearance> | null} */
let watching = null
let listeners = 0

/**
 * Hear of the settings, those of now first.
 * @param {(settings: Appearance) => any} handler
 * @returns {Promise<() => void>} takes the handler away; rejects as `settings` does
 */
export async function onSettings (handler) {
  const off = listen('desktopsettings', handler)
  listeners++
  try {
    await (watching ??= ask('desktop.watch'))
    handler(await settings())
  } catch (error) {
    off()
    if (!--listeners) watching = null
    throw error
  }
  let over = false
  return () => {
    if (over) return
    over = true
    off()
    if (--listeners) return
    watching = null
    ask('desktop.unwatch').catch(() => {})
  }
}

/**
 * Keep the settings on an element, for style sheets: the properties `--oro-accent-color`, `--oro-text-scale` and
 * `color-scheme`, and the attributes `data-oro-contrast` (`more` or `no-preference`) and `data-oro-reduced-motion`
 * (`reduce` or `no-preference`). What the desktop does not say is not set.
 * @param {HTMLElement} [element]
 * @returns {Promise<() => void>} stops it; rejects as `settings` does
 */
export function followSettings (element = document.documentElement) {
  return onSettings(now => {
    property(element, '--oro-accent-color', now.accentColor)
    property(element, '--oro-text-scale', now.textScale)
    property(element, 'color-scheme', now.colorScheme)
    attribute(element, 'data-oro-contrast', now.contrast)
    attribute(element, 'data-oro-reduced-motion', now.reducedMotion === null ? null : now.reducedMotion ? 'reduce' : 'no-preference')
  })
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string | number | null} value
 */
function property (element, name, value) {
  if (value === null) element.style.removeProperty(name)
  else element.style.setProperty(name, String(value))
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string | null} value
 */
function attribute (element, name, value) {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

/**
 * @param {string} name
 * @param {(detail: any) => any} handler
 * @returns {() => void}
 */
function listen (name, handler) {
  const heard = (/** @type {any} */ event) => handler(event.detail)
  globalThis.addEventListener(name, heard)
  return () => globalThis.removeEventListener(name, heard)
}
