/**
 * A panel to look at files with. Its mount takes an element and, optionally, further places:
 *
 *     const { panel } = await import('oro:fs/panel')
 *     await panel.mount(element, { signal, places: [{ name: 'Music', path: '/home/me/Music' }] })
 *
 * @module
 */

import { addStyle } from 'oro:panel'
import { Browser } from './panel/browser.js'
import { checks } from './panel/check.js'
import { style } from './panel/style.js'

/**
 * @typedef {object} Context
 * @property {AbortSignal} signal the panel ends with it
 * @property {{ name: string, path: string }[]} [places] offered before the panel's own
 */

/** @type {WeakMap<HTMLElement, Browser>} */
const mounted = new WeakMap()

export const panel = {
  id: 'files',
  title: 'Files',
  summary: 'Real files, through the plugin oro-fs. What other programs change appears by itself.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M2.500 15.500v-11h5l2 2.500h8v8.500z"/></svg>',
  order: 5,
  group: 'Node',

  /**
   * @param {HTMLElement} element
   * @param {Context} context
   */
  async mount (element, { signal, places = [] }) {
    addStyle(style)
    const browser = new Browser(places, signal)
    mounted.set(element, browser)
    element.append(browser.element)
    await browser.begin()
  },

  /**
   * Try everything the panel does, in a folder it may fill.
   * @param {{ element: HTMLElement, scratch: string, signal: AbortSignal }} context
   */
  async * check ({ element, scratch }) {
    const browser = mounted.get(element)
    if (!browser) throw new Error('Cannot check the panel: it is not mounted here')
    yield * checks(browser, scratch)
  }
}

export default panel
