/** Widgets that panels share, so that they look alike. Colours are the app's own tokens where it has them. */

import { addStyle, h } from './elements.js'

const STYLE = `
.oro-stack { display: grid; gap: 1rem; align-content: start; grid-template-columns: minmax(0, 1fr); max-width: 62rem; }
.oro-pair { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); }
.oro-card { min-width: 0; background: var(--card, Canvas); border: 1px solid var(--line, #8884); border-radius: var(--radius, 10px); box-shadow: var(--shadow, none); }
.oro-card > h2 { display: flex; align-items: baseline; gap: .7rem; margin: 0; padding: .75rem 1.1rem .65rem; font-size: 14px; font-weight: 600; border-bottom: 1px solid var(--line, #8884); }
.oro-card > h2 small { margin-left: auto; font-size: 12.5px; font-weight: 400; color: var(--muted, #777); font-variant-numeric: tabular-nums; }
.oro-card > .in { display: grid; gap: .8rem; padding: .95rem 1.1rem 1.1rem; grid-template-columns: minmax(0, 1fr); }
.oro-card > .in > table { width: calc(100% + 2.2rem); margin: -.95rem -1.1rem 0; border-collapse: collapse; }
.oro-card > .in > table:has(tbody:empty) { display: none; }
.oro-card > .in > table tr:first-child td { border-top: 0; }
.oro-card > .in > table td:first-child { padding-left: 1.1rem; }
.oro-card > .in > table td:last-child { padding-right: 1.1rem; }
.oro-row { display: flex; flex-wrap: wrap; gap: .6rem .7rem; align-items: center; }
.oro-row > input:not([type="checkbox"]), .oro-row > textarea { flex: 1 1 11rem; }
.oro-card input:not([type="checkbox"]), .oro-card textarea { min-width: 0; height: 32px; padding: 0 .75rem; font: inherit; color: inherit; background: var(--card, Canvas); border: 1px solid var(--line-strong, #8886); border-radius: var(--radius-small, 6px); }
.oro-card textarea { height: 5.5rem; padding: .45rem .75rem; resize: vertical; }
.oro-card input::placeholder { color: var(--faint, #999); opacity: 1; }
.oro-said { display: block; min-height: 1.5em; font-size: 12.5px; color: var(--muted, #777); overflow-wrap: anywhere; }
.oro-said:empty { display: none; }
.oro-said.bad { color: var(--red, #b3372c); }
.oro-facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .4rem 1.2rem; margin: 0; }
.oro-facts dt { color: var(--muted, #777); }
.oro-facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.oro-lines { margin: 0; padding: 0; list-style: none; font: 12.5px/1.8 var(--mono, ui-monospace, monospace); }
.oro-lines li { display: flex; gap: 1rem; }
.oro-lines li > :first-child { color: var(--muted, #777); white-space: nowrap; }
.oro-lines li > :last-child { overflow-wrap: anywhere; min-width: 0; }
.oro-lines:empty::after { content: attr(data-empty); color: var(--faint, #999); font-family: var(--sans, inherit); }
.oro-note { margin: 0; font-size: 12.5px; color: var(--muted, #777); }
`

/**
 * Stack cards under one another.
 * @param {...Node} children
 */
export function stack (...children) {
  addStyle(STYLE)
  return h('div.oro-stack', {}, ...children)
}

/**
 * Put cards in columns where there is room.
 * @param {...Node} children
 */
export function pair (...children) {
  return h('div.oro-pair', {}, ...children)
}

/**
 * Make a card.
 * @param {string} title
 * @param {string | Node} aside what stands at the end of its first line
 * @param {...(Node | null)} children
 */
export function card (title, aside, ...children) {
  addStyle(STYLE)
  return h('section.oro-card', {}, h('h2', {}, title, h('small', {}, aside)), h('div.in', {}, ...children))
}

/**
 * Put controls in a row.
 * @param {...(Node | string)} children
 */
export function row (...children) {
  return h('div.oro-row', {}, ...children)
}

/**
 * Make a button.
 * @param {string} text
 * @param {() => any} onclick
 * @param {boolean} [primary]
 */
export function button (text, onclick, primary = false) {
  return h(primary ? 'button.primary' : 'button', { textContent: text, onclick, type: 'button' })
}

/**
 * Make a field for a line of text.
 * @param {string} label
 * @param {string} [value]
 * @param {Record<string, any>} [properties]
 */
export function field (label, value = '', properties = {}) {
  return h('input', { 'aria-label': label, placeholder: label, value, spellcheck: false, ...properties })
}

/**
 * Make a note in small type.
 * @param {string} text
 */
export function note (text) {
  return h('p.oro-note', { textContent: text })
}

/** Names and values, such as `facts.set({ Online: 'yes' })`. */
export class Facts {
  constructor () {
    this.element = h('dl.oro-facts')
  }

  /** @param {Record<string, string | Node>} values in order; they replace those before */
  set (values) {
    this.element.replaceChildren(...Object.entries(values).flatMap(([name, value]) =>
      [h('dt', { textContent: name }), h('dd', {}, value)]))
  }

  /** The text it shows. */
  get text () {
    return this.element.textContent
  }
}

/** Lines of what happened, the newest first. */
export class Lines {
  /**
   * @param {string} empty what stands there while nothing has happened
   * @param {number} [kept] older ones go
   */
  constructor (empty, kept = 8) {
    this.element = h('ul.oro-lines', { 'data-empty': empty })
    this.kept = kept
  }

  /**
   * @param {string} what
   * @param {string} detail
   */
  add (what, detail) {
    this.element.prepend(h('li', {}, h('span', { textContent: what }), h('span', { textContent: detail })))
    while (this.element.children.length > this.kept) this.element.lastChild.remove()
  }

  /** The text it shows. */
  get text () {
    return this.element.textContent
  }
}

/** A line with the result of the last action. */
export class Said {
  constructor () {
    this.element = h('output.oro-said')
  }

  /**
   * Run an action, and show its result or its error.
   * @template T
   * @param {() => T | Promise<T>} work
   * @param {(value: T) => string} words
   * @returns {Promise<{ value?: T, error?: any }>}
   */
  async of (work, words) {
    this.element.classList.remove('bad')
    try {
      const value = await work()
      this.element.textContent = words(value)
      return { value }
    } catch (/** @type {any} */ error) {
      this.element.classList.add('bad')
      this.element.textContent = String(error?.message ?? error)
      return { error }
    }
  }

  /** Clear the line. */
  clear () {
    this.element.textContent = ''
  }

  /** The text it shows. */
  get text () {
    return this.element.textContent
  }
}

/**
 * Turn the outcome of an action into that of a check: an error with an expected code passes.
 * @param {{ value?: any, error?: any }} outcome
 * @param {string} words when it works
 * @param {string[]} [codes] of errors that are expected on a machine that lacks something
 * @returns {[ok: boolean, detail: string]}
 */
export function honest ({ error }, words, codes = ['NOT_SUPPORTED_ERR']) {
  if (!error) return [true, words]
  return [codes.includes(error.code), `${error.code ?? error.name}: ${error.message ?? error}`]
}
