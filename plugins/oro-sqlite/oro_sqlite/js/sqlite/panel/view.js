/** The console: SQL, its result, and the list of tables. */

import { h } from 'oro:panel'
import { Notebook } from './notebook.js'

const SHOWN = 500
const FIRST = 'SELECT name, radius, moons FROM planet ORDER BY radius DESC'

/** @typedef {{ rows: any[][], columns: string[], error: any, milliseconds: number }} Outcome */

export class View {
  #notebook = new Notebook()
  /** @type {AbortController | null} */
  #running = null
  #sql = h('textarea.sq-sql', { 'aria-label': 'SQL', spellcheck: false, rows: 4, value: FIRST })
  #button = h('button.primary', { type: 'submit', textContent: 'Run' })
  #note = h('span.sq-note')
  #found = h('div.sq-found', { 'aria-live': 'polite' })
  #tables = h('ul.sq-tables')

  constructor () {
    const form = h('form.sq-form', {}, this.#sql, h('div.sq-bar', {}, this.#button, h('small', {}, 'Ctrl + Enter'), this.#note))
    form.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault()
      if (this.#running) this.cancel()
      else this.run(this.#sql.value)
    }
    this.#sql.onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
    }
    this.element = h('div.sq', {},
      h('div.sq-main', {}, form, this.#found),
      h('section.sq-side', {}, h('b', {}, 'Tables'), this.#tables))
  }

  /** Open the database and show its tables. */
  async begin () {
    await this.#notebook.open()
    await this.run(FIRST)
  }

  end () {
    this.cancel()
    this.#notebook.close()
  }

  /** Interrupt the running statement. */
  cancel () {
    this.#running?.abort()
  }

  /** The shown result. */
  get text () {
    return this.#found.textContent
  }

  /** The tables that are shown. */
  get tables () {
    return [...this.#tables.children].map((item) => item.textContent)
  }

  /**
   * Run SQL and show its result.
   * @param {string} sql
   * @returns {Promise<Outcome>}
   */
  async run (sql) {
    this.#sql.value = sql
    this.#running = new AbortController()
    this.#button.textContent = 'Stop'
    const began = performance.now()
    const outcome = await this.#outcome(sql, this.#running.signal)
    this.#running = null
    this.#button.textContent = 'Run'
    this.#show({ ...outcome, milliseconds: performance.now() - began })
    const names = await this.#notebook.tables()
    this.#tables.replaceChildren(...names.map((name) => h('li', {}, h('button', { onclick: () => this.run(`SELECT * FROM ${quoted(name)}`) }, name))))
    return outcome
  }

  /**
   * @param {string} sql
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async #outcome (sql, signal) {
    try {
      const { rows, columns } = await this.#notebook.run(sql, signal)
      return { rows, columns, error: null, milliseconds: 0 }
    } catch (error) {
      return { rows: [], columns: [], error, milliseconds: 0 }
    }
  }

  /** @param {Outcome} outcome */
  #show ({ rows, columns, error, milliseconds }) {
    const count = rows.length > SHOWN ? `the first ${SHOWN} of ${rows.length} rows` : rows.length === 1 ? '1 row' : `${rows.length} rows`
    this.#note.textContent = error ? '' : `${columns.length ? `${count}, ` : ''}${milliseconds.toFixed(1)} ms`
    if (error) return this.#found.replaceChildren(h('p.sq-bad', {}, error.message))
    const head = h('tr', {}, ...columns.map((name) => h('th', {}, name)))
    const body = rows.slice(0, SHOWN).map((row) => h('tr', {}, ...row.map(cell)))
    this.#found.replaceChildren(columns.length ? h('table', {}, h('thead', {}, head), h('tbody', {}, ...body)) : h('p.sq-done', {}, 'Done'))
  }
}

/** @param {any} value as the route sends it */
function cell (value) {
  if (value === null) return h('td.sq-null', {}, 'NULL')
  if (value.encoding === 'base64') return h('td.sq-blob', {}, `${atob(value.data).length} bytes`)
  const number = typeof value === 'number' || value.type !== undefined
  return h(number ? 'td.sq-number' : 'td', {}, String(value.value ?? value))
}

/** @param {string} name */
function quoted (name) {
  return `"${name.replaceAll('"', '""')}"`
}
