/**
 * A panel to watch datagrams with: two sockets of the window that talk to each other.
 * @module
 */

import { checks } from './panel/check.js'
import { addStyle } from './panel/style.js'
import { View } from './panel/view.js'

/** @type {WeakMap<HTMLElement, View>} */
const mounted = new WeakMap()

export const panel = {
  id: 'datagrams',
  title: 'Datagrams',
  summary: 'Real UDP sockets, through the plugin oro-udp and Node’s dgram. Every datagram goes from the page to the kernel and back.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M2.5 10.5 17 3.5l-3.5 13-4-4.5zM9.5 12 17 3.5"/></svg>',
  order: 30,

  /**
   * @param {HTMLElement} element
   * @param {{ signal: AbortSignal }} context
   */
  async mount (element, { signal }) {
    addStyle()
    const view = new View()
    mounted.set(element, view)
    element.append(view.element)
    element.addEventListener('panelhide', () => view.pause())
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
    if (!view.exchange.running) view.toggle()
    yield * checks(view)
  }
}

export default panel
