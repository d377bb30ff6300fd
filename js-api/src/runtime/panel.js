/**
 * Building blocks of panels: elements, style sheets and checks. A panel of a plugin is a module
 * whose name ends in `/panel`; examples/showcase/README.md says what it exports.
 * @module
 */

import { addStyle, h } from './panel/elements.js'

const PATIENCE = 10000
const BASE = '.oro-choice { display: inline-flex; align-items: center; gap: .45rem; color: var(--muted, GrayText); }'

/** @typedef {{ name: string, ok: boolean, detail: string }} Check */

/**
 * Make a drop-down list.
 * @template T
 * @param {string} label
 * @param {[value: T, text: string][]} choices
 * @param {T} value the one chosen first
 * @param {(value: T) => void} changed
 * @returns {any} the label, the list in it
 */
export function choice (label, choices, value, changed) {
  addStyle(BASE)
  const options = choices.map(([each, text]) => h('option', { textContent: text, selected: each === value }))
  const select = h('select', { onchange: () => changed(choices[select.selectedIndex][0]) }, ...options)
  return h('label.oro-choice', {}, label, select)
}

/**
 * The content of a panel. `begin` is awaited once it stands in the document; `pause` is called when another panel is shown,
 * `resume` when this one is shown again.
 * @typedef {{ element: HTMLElement, begin?: () => any, pause?: () => void, resume?: () => void, end?: () => void }} View
 * @typedef {{ id: string, title: string, summary: string, icon: string, order: number, group?: string }} About
 */

/**
 * Make a panel of a view.
 * @template {View} V
 * @param {About} about how the showcase lists it; `icon` is the text of an SVG
 * @param {object} parts
 * @param {new () => V} parts.View made when the panel is first shown
 * @param {string} [parts.style]
 * @param {(view: V) => AsyncIterable<Check>} parts.checks tries everything the view does
 */
export function panelOf (about, { View, style, checks }) {
  /** @type {WeakMap<HTMLElement, V>} */
  const mounted = new WeakMap()
  return {
    ...about,

    /**
     * @param {HTMLElement} element
     * @param {{ signal: AbortSignal }} context
     */
    async mount (element, { signal }) {
      if (style) addStyle(style)
      const view = new View()
      mounted.set(element, view)
      element.append(view.element)
      element.addEventListener('panelhide', () => view.pause?.())
      element.addEventListener('panelshow', () => view.resume?.())
      element.addEventListener('panelgone', () => view.end?.())
      signal.addEventListener('abort', () => view.end?.())
      await view.begin?.()
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
}

/**
 * Run one check; an exception makes it a failed one.
 * @param {string} name
 * @param {() => Promise<[ok: boolean, detail: string]>} work
 * @returns {Promise<Check>}
 */
export async function attempt (name, work) {
  try {
    const [ok, detail] = await work()
    return { name, ok, detail }
  } catch (error) {
    return { name, ok: false, detail: String(error) }
  }
}

/**
 * Wait until something is so.
 * @param {() => any} condition
 * @param {string} [complaint] what is wrong when it is not so within ten seconds
 * @returns {Promise<void>} rejects then
 */
export async function until (condition, complaint = 'it did not happen') {
  for (const end = performance.now() + PATIENCE; !condition();) {
    if (performance.now() > end) throw new Error(complaint)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export { addStyle, h, svg } from './panel/elements.js'
export { button, card, Facts, field, honest, Lines, note, pair, row, Said, stack } from './panel/widgets.js'
export * as default from './panel.js'
