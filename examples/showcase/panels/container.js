/** Containers: Vite from its installation to a change that is seen at once, beside the terminal it runs in. */

import { addStyle } from 'oro:panel'
import { checks } from './container/check.js'
import { style } from './container/style.js'
import { View } from './container/view.js'

/** @type {WeakMap<HTMLElement, View>} */
const mounted = new WeakMap()

export const panel = {
  id: 'container',
  title: 'Containers',
  summary: 'Packages, processes and ports inside walls that the host enforces, through the plugin oro-container.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M3 6.500 10 3l7 3.500v7L10 17l-7-3.500zM3 6.500l7 3.500 7-3.500M10 10v7"/></svg>',
  order: 28,
  group: 'The host',

  /** @param {HTMLElement} element @param {{ signal: AbortSignal }} context */
  mount (element, { signal }) {
    addStyle(style)
    const view = new View()
    mounted.set(element, view)
    element.append(view.element)
    element.addEventListener('panelgone', () => view.end())
    signal.addEventListener('abort', () => view.end())
    // A self-check reaches no network.
    if (!globalThis.__args?.config?.showcase_check) view.begin('vite')
  },

  async * check ({ element }) {
    yield * checks(mounted.get(element))
  }
}
