/**
 * The tabs of the panel: arrow keys move between them.
 * @module
 */

import { byId, h } from './dom.js'

export class Tabs {
  #list = byId('tabs')
  /** @type {Map<string, HTMLElement>} */
  #tabs = new Map()

  /** @param {[string, string][]} tabs ids of panels and titles */
  constructor (tabs) {
    for (const [id, title] of tabs) {
      const tab = h('button', { type: 'button', role: 'tab', id: `tab-${id}`, textContent: title, 'aria-controls': id })
      tab.onclick = () => this.show(id)
      tab.onkeydown = (event) => this.#moved(event, id)
      byId(id).setAttribute('aria-labelledby', tab.id)
      this.#tabs.set(id, tab)
      this.#list.append(tab)
    }
    this.show(tabs[0][0])
  }

  /** The panel that is shown. @type {string} */
  shown = ''

  /** @param {string} id */
  show (id) {
    if (!this.#tabs.has(id)) return
    this.shown = id
    for (const [name, tab] of this.#tabs) {
      tab.setAttribute('aria-selected', String(name === id))
      tab.tabIndex = name === id ? 0 : -1
      byId(name).hidden = name !== id
    }
  }

  /** @param {KeyboardEvent} event @param {string} id */
  #moved (event, id) {
    const ids = [...this.#tabs.keys()]
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by === undefined) return
    const next = ids[(ids.indexOf(id) + by + ids.length) % ids.length]
    this.show(next)
    this.#tabs.get(next)?.focus()
  }
}
