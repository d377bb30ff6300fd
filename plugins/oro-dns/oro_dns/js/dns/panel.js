/**
 * A panel to ask for names and addresses with.
 * @module
 */

import { checks } from './panel/check.js'
import { addStyle } from './panel/style.js'
import { View } from './panel/view.js'

/** @type {WeakMap<HTMLElement, View>} */
const mounted = new WeakMap()

export const panel = {
  id: 'names',
  title: 'Names',
  summary: 'Names, addresses and DNS records, through the plugin oro-dns and Node’s dns.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="10" r="7.2"/><path d="M2.8 10h14.4M10 2.8c4.6 4.6 4.6 9.8 0 14.400M10 2.8c-4.6 4.6-4.6 9.8 0 14.4"/></svg>',
  order: 31,

  /**
   * @param {HTMLElement} element
   * @param {{ signal: AbortSignal }} context
   */
  async mount (element, { signal }) {
    addStyle()
    const view = new View()
    mounted.set(element, view)
    element.append(view.element)
    element.addEventListener('panelgone', () => view.end())
    signal.addEventListener('abort', () => view.end())
    await view.begin()
  },

  /**
   * Try everything the panel does.
   * @param {{ element: HTMLElement }} context
   */
  async * check ({ element }) {
    const view = mounted.get(element)
    if (!view) throw new Error('Cannot check the panel: it is not mounted here')
    yield * checks(view)
  }
}

export default panel
