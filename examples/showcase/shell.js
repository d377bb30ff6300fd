/** The sidebar and the stage: shows one panel at a time, and keeps those that were shown. */

import { h, svg } from 'oro:panel'

const PLAIN = '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"><rect x="3.500" y="3.500" width="13" height="13" rx="3"/></svg>'

export class Shell {
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map()
  #current = ''

  /**
   * @param {any[]} panels in the order they are listed
   * @param {{ signal: AbortSignal, places: { name: string, path: string }[] }} context given to each
   */
  constructor (panels, context) {
    this.panels = panels
    this.context = context
    this.stage = document.querySelector('#stage')
    this.links = panels.map((panel) => h('a', { href: `#${encodeURIComponent(panel.id)}`, title: panel.title },
      svg(panel.icon ?? PLAIN), h('span', { textContent: panel.title })))
    document.querySelector('#nav').replaceChildren(...this.#groups())
    addEventListener('keydown', (event) => this.#key(event))
    context.signal.addEventListener('abort', () => this.#tell('panelgone', ...this.#shown.values()))
  }

  /** The links, under the names of their groups; panels of one group stand together. */
  #groups () {
    return this.links.flatMap((link, index) => {
      const { group } = this.panels[index]
      const first = group !== this.panels[index - 1]?.group
      return [...(first ? [h('li.group', { textContent: group })] : []), h('li', {}, link)]
    })
  }

  /** Show the panel the address names, now and whenever it changes. */
  async follow () {
    addEventListener('hashchange', () => this.show(decodeURIComponent(location.hash.slice(1))))
    await this.show(decodeURIComponent(location.hash.slice(1)))
  }

  /**
   * Show a panel, the first when there is none of that name.
   * @param {string} id
   * @returns {Promise<HTMLElement>} the element it was given
   */
  async show (id) {
    const panel = this.panels.find((panel) => panel.id === id) ?? this.panels[0]
    this.links.forEach((link, index) => {
      if (this.panels[index] !== panel) return link.removeAttribute('aria-current')
      link.setAttribute('aria-current', 'page')
      link.scrollIntoView({ block: 'nearest' })
    })
    document.title = `${panel.title} · Oro showcase`
    if (this.#current && this.#current !== panel.id) this.#tell('panelhide', this.#shown.get(this.#current))
    this.#current = panel.id
    for (const [other, element] of this.#shown) element.parentElement.hidden = other !== panel.id
    const shown = this.#shown.get(panel.id)
    if (shown) this.#tell('panelshow', shown)
    return shown ?? await this.#mount(panel)
  }

  async #mount (panel) {
    const element = h('div.body')
    this.#shown.set(panel.id, element)
    this.stage.append(h('section.panel', { 'aria-label': panel.title },
      h('header', {}, h('h1', { textContent: panel.title }), h('p', { textContent: panel.summary ?? '' })), element))
    try {
      await panel.mount(element, this.context)
    } catch (error) {
      console.error(error)
      element.replaceChildren(h('p.notice', { role: 'alert', textContent: String(error) }))
    }
    return element
  }

  #tell (name, ...elements) {
    for (const element of elements) element.dispatchEvent(new CustomEvent(name))
  }

  /** Ctrl and a digit shows a panel; the arrows move between the links. */
  #key (event) {
    if (event.ctrlKey && !event.altKey && event.key >= '1' && event.key <= '9') {
      const panel = this.panels[Number(event.key) - 1]
      if (panel) location.hash = encodeURIComponent(panel.id)
      return
    }
    const at = this.links.indexOf(document.activeElement)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (at < 0 || !step) return
    event.preventDefault()
    this.links[(at + step + this.links.length) % this.links.length].focus()
  }
}
