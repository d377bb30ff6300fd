/** The view of the panel. */

import { button, card, h, row } from 'oro:panel'
import { Curve, Spread } from './charts.js'
import { table } from './tables.js'
import { Watch } from './watch.js'
import { time } from './words.js'

/** @typedef {'routes' | 'plugins' | 'handles'} Shown */

const FIGURES = { rate: 'Calls a second', busy: 'Loop at work', lag: 'Loop lag, 95 %', open: 'Open handles', threads: 'Threads' }
const SECONDS = 60

export class View {
  watch = new Watch()
  /** @type {Shown} */
  shown = 'routes'
  #cells = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, h('dd', { textContent: '–' })]))
  #spread = new Spread()
  #curve = new Curve()
  #turns = h('span')
  #total = h('span')
  #table = h('div.grow', { tabIndex: 0, role: 'region', 'aria-label': 'Table' })
  #state = h('span.di-dim.small', { role: 'status' })
  #toggle = button('Pause', () => this.toggle())
  /** @type {any[]} */
  #tabs = []

  constructor () {
    this.watch.changed = () => this.draw()
    this.watch.failed = (error) => { this.#state.textContent = String(error.message ?? error) }
    this.#tabs = /** @type {[Shown, string][]} */ ([['routes', 'Routes'], ['plugins', 'Plugins'], ['handles', 'What is open']])
      .map(([name, text]) => h('button', { textContent: text, name, 'aria-pressed': String(name === this.shown), onclick: () => this.choose(name) }))
    this.#turns.title = 'Heights are logarithmic'
    const spread = card('Turns of the loop', this.#turns)
    const curve = card('Calls a second', this.#total)
    spread.lastChild.replaceWith(this.#spread.element)
    curve.lastChild.replaceWith(this.#curve.element)
    this.element = h('div.di', {},
      h('dl.di-figures.oro-card', {}, ...Object.entries(FIGURES).map(([key, name]) => h('div', {}, h('dt', { textContent: name }), this.#cells[key]))),
      h('div.di-charts', {}, spread, curve),
      h('section.di-tables.oro-card', {},
        row(h('div.segments', { role: 'group', 'aria-label': 'What to list' }, ...this.#tabs), h('span.spacer'), this.#state, this.#toggle),
        this.#table))
  }

  /** Look, and go on looking. */
  async begin () {
    await this.watch.look()
    this.watch.start()
  }

  pause () {
    this.watch.stop()
  }

  resume () {
    if (this.#toggle.textContent === 'Pause') this.watch.start()
  }

  end () {
    this.watch.stop()
  }

  toggle () {
    if (this.watch.running) this.watch.stop()
    else this.watch.start()
    this.#toggle.textContent = this.watch.running ? 'Pause' : 'Go on'
    this.#state.textContent = this.watch.running ? '' : 'as it was'
  }

  /** @param {Shown} name */
  choose (name) {
    this.shown = name
    for (const tab of this.#tabs) tab.setAttribute('aria-pressed', String(tab.name === name))
    this.draw()
  }

  draw () {
    const { timings: { loop, routes }, handles, rates, busy } = this.watch
    const calls = Object.values(routes).reduce((sum, { count }) => sum + count, 0)
    const open = this.watch.open().reduce((sum, { count }) => sum + count, 0)
    const figures = {
      rate: rates.length ? Math.round(/** @type {number} */ (rates.at(-1))).toLocaleString('en') : '–',
      busy: `${(busy * 100).toFixed(busy < 0.1 ? 1 : 0)} %`,
      lag: time(loop.p95),
      open: open.toLocaleString('en'),
      threads: handles.loop.threads
    }
    for (const [name, figure] of Object.entries(figures)) this.#cells[name].textContent = figure
    this.#turns.textContent = `${loop.count.toLocaleString('en')}, the longest ${time(loop.max)}`
    this.#total.textContent = `${calls.toLocaleString('en')} in all`
    this.#spread.show(loop.spread)
    this.#curve.show(rates, SECONDS)
    this.#table.replaceChildren(table(this.shown, this.watch))
  }

  /** The rows of the table. */
  get text () {
    return this.#table.textContent
  }
}
