/** The form, what was found, and what was asked before. */

import { choice, h } from 'oro:panel'
import { getServers } from '../promises.js'
import { KINDS, Question } from './ask.js'

/** @typedef {import('./ask.js').Row} Row */
/** @typedef {{ ok: boolean, rows: Row[], error: any, milliseconds: number }} Outcome */

const REMEMBERED = 40

export class View {
  /** @type {Outcome | null} */
  outcome = null
  #kind = 'lookup'
  /** @type {Question | null} */
  #asking = null
  #gone = new AbortController()
  #name = h('input.name', { placeholder: 'A name or an address', 'aria-label': 'Name', spellcheck: false, autocapitalize: 'off', value: 'localhost' })
  #server = h('input.server', { placeholder: 'the system’s servers', 'aria-label': 'Server', spellcheck: false })
  #button = h('button.primary', { type: 'submit', textContent: 'Ask' })
  #title = h('b')
  #time = h('span')
  #found = h('ul.dn-found', { 'aria-live': 'polite' })
  #past = h('ul.dn-past')
  #note = h('p.dn-note')

  constructor () {
    this.kinds = choice('What', KINDS, this.#kind, (kind) => { this.#kind = kind })
    const form = h('form.dn-form', {}, this.#name, this.kinds, this.#server, this.#button)
    form.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault()
      if (this.#asking) this.#asking.cancel()
      else this.ask(this.#kind, this.#name.value.trim(), this.#server.value.trim())
    }
    this.element = h('div.dn', {}, form,
      h('div.dn-split', {},
        h('section.dn-card', {}, h('div.dn-title', {}, this.#title, this.#time), this.#found),
        h('section.dn-card', {}, h('div.dn-title', {}, h('b', { textContent: 'Asked before' })), this.#past)),
      this.#note)
  }

  /** Show whom the system asks, and ask for this machine. */
  async begin () {
    const servers = getServers()
    this.#note.textContent = `The system asks ${servers.join(', ')}. Addresses “as programs find them” come from the system’s own resolver, the hosts file included; records come from DNS servers alone.`
    await this.ask('lookup', 'localhost', '')
  }

  end () {
    this.#gone.abort()
    this.#asking?.cancel()
  }

  /**
   * Ask, and show what comes back.
   * @param {string} kind
   * @param {string} name
   * @param {string} server
   * @returns {Promise<Outcome>}
   */
  async ask (kind, name, server) {
    this.#fill(kind, name, server)
    const began = performance.now()
    const outcome = await this.#outcome(kind, name, server)
    outcome.milliseconds = performance.now() - began
    this.#asking = null
    this.#button.textContent = 'Ask'
    if (this.#gone.signal.aborted) return outcome
    this.outcome = outcome
    this.#show(name, outcome)
    this.#remember(kind, name, server, outcome)
    return outcome
  }

  /** Give up what is being asked. */
  cancel () {
    this.#asking?.cancel()
  }

  /** The text of the answer. */
  get text () {
    return this.#found.textContent
  }

  /** How much was asked before. */
  get asked () {
    return this.#past.children.length
  }

  /**
   * @param {string} kind
   * @param {string} name
   * @param {string} server
   * @returns {Promise<Outcome>}
   */
  async #outcome (kind, name, server) {
    try {
      this.#asking = new Question(kind, name, server)
      const rows = await this.#asking.answer(this.#gone.signal)
      return { ok: true, rows, error: null, milliseconds: 0 }
    } catch (error) {
      return { ok: false, rows: [], error, milliseconds: 0 }
    }
  }

  /**
   * @param {string} kind
   * @param {string} name
   * @param {string} server
   */
  #fill (kind, name, server) {
    this.#kind = kind
    this.kinds.querySelector('select').selectedIndex = KINDS.findIndex(([each]) => each === kind)
    this.#name.value = name
    this.#server.value = server
    this.#title.textContent = name || 'the root'
    this.#time.textContent = ''
    this.#button.textContent = 'Cancel'
    this.#found.replaceChildren(h('div.dn-wait', { textContent: 'Waiting for an answer …' }))
  }

  /**
   * @param {string} name
   * @param {Outcome} outcome
   */
  #show (name, { ok, rows, error, milliseconds }) {
    this.#title.textContent = name || 'the root'
    this.#time.textContent = `${ok ? `${rows.length} found in ` : ''}${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
    this.#found.replaceChildren(...ok ? rows.map(line) : [h('div.dn-bad', {}, h('b', { textContent: error.code ?? error.name }), h('p', { textContent: error.message }))])
  }

  /**
   * @param {string} kind
   * @param {string} name
   * @param {string} server
   * @param {Outcome} outcome
   */
  #remember (kind, name, server, { ok, rows, error }) {
    const title = [server && `asked ${server}`, ok ? '' : error.message].filter(Boolean).join(': ')
    const again = h('button', { title, onclick: () => this.ask(kind, name, server) },
      h('i', { textContent: kind }), h('span', { textContent: name }),
      h(ok ? 'i' : 'i.bad', { textContent: ok ? String(rows.length) : error.code ?? error.name }))
    this.#past.prepend(h('li', {}, again))
    while (this.#past.children.length > REMEMBERED) this.#past.lastChild.remove()
  }
}

/** @param {Row} row */
function line ({ kind, value, facts }) {
  const parts = facts.flatMap(([name, each]) => [h('small', { textContent: `${name} ${each}` })])
  return h('li', {}, h('span.dn-kind', { textContent: kind }), h('div.dn-value', {}, value ? `${value} ` : '', ...parts))
}
