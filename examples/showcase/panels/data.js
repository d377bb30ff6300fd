/** Ten million rows of a numpy array: what is scrolled to is asked for as bytes. */

import { call } from 'oro:data'
import { attempt, button, card, Facts, field, h, honest, note, pair, panelOf, row, stack, svg, until } from 'oro:panel'

const SHOWN = 8
const HEIGHT = 1_000_000
const WIDTH = 600

const style = `
.data-rows { height: 20.4rem; overflow-y: scroll; position: relative; }
.data-rows table { position: sticky; top: 0; width: 100%; font-variant-numeric: tabular-nums; }
.data-rows tr { height: 1.7rem; }
.data-rows td { text-align: right; }
.data-chart { width: 100%; height: 8rem; color: var(--accent, currentColor); }
`

class View {
  times = new Facts()
  first = -1
  count = 0
  #body = h('tbody')
  #asked = 0
  #turn = 0
  #wait = null
  #row = field('Row', '5000000')

  constructor () {
    const head = h('thead', {}, h('tr', {}, ...['row', 'value', 'step'].map((textContent) => h('th.end', { textContent }))))
    this.scroller = h('div.data-rows', { tabIndex: 0, onscroll: () => this.#scrolled() },
      h('table', {}, head, this.#body), h('div', { style: `height: ${HEIGHT}px` }))
    this.chart = svg(`<svg class="data-chart" viewBox="0 0 ${WIDTH} 100" preserveAspectRatio="none"><path fill="none" stroke="currentColor"/></svg>`)
    this.element = stack(
      card('All of them', 'the least and the greatest of each column', this.chart),
      pair(card('Rows', 'scroll', row(this.#row, button('Show', () => this.show(Number(this.#row.value)), true)), this.scroller),
        card('Times', '', this.times.element)),
      note('A route returns slices of a numpy array; the page has typed arrays over the bytes that came, without JSON.'))
  }

  async begin () {
    this.outcome = await this.#begin().then(() => ({}), (error) => ({ error }))
    if (this.outcome.error) this.times.set({ 'Nothing is shown': this.outcome.error.message })
  }

  async #begin () {
    const { count } = await call('showcase.rows')
    this.count = count
    await this.show(0)
    await this.draw()
  }

  /** Show rows from a place on. */
  async show (first) {
    first = Math.max(0, Math.min(Math.trunc(first) || 0, this.count - SHOWN))
    const turn = ++this.#turn
    const began = performance.now()
    const { value, step } = await call('showcase.rows', { begin: first, count: SHOWN })
    const took = performance.now() - began
    if (turn < this.#turn) return
    this.first = first
    this.#body.replaceChildren(...Array.from(value.data, (each, index) => h('tr', {},
      h('td', { textContent: (first + index).toLocaleString('en') }), h('td', { textContent: each.toFixed(3) }),
      h('td', { textContent: step.data[index].toFixed(3) }))))
    this.#asked++
    this.#tell({ Rows: this.count.toLocaleString('en'), 'Slices asked for': String(this.#asked), 'Last slice': `${took.toFixed(1)} ms` })
  }

  /** Draw the chart of all rows. */
  async draw () {
    const began = performance.now()
    const { data, shape } = await call('showcase.extremes', { width: WIDTH })
    this.#tell({ Chart: `${(performance.now() - began).toFixed(1)} ms for ${shape.join(' × ')} numbers` })
    const least = Math.min(...data.subarray(0, WIDTH))
    const greatest = Math.max(...data.subarray(WIDTH))
    const y = (value) => (98 - (value - least) / (greatest - least || 1) * 96).toFixed(1)
    this.chart.firstElementChild.setAttribute('d', Array.from({ length: WIDTH }, (_, x) => `M${x} ${y(data[x])}V${y(data[x + WIDTH])}`).join(''))
    this.drawn = WIDTH
  }

  #facts = {}

  #tell (facts) {
    this.times.set(Object.assign(this.#facts, facts))
  }

  #scrolled () {
    this.#wait ??= requestAnimationFrame(() => {
      this.#wait = null
      const { scrollTop, scrollHeight, clientHeight } = this.scroller
      if (this.count) this.show(scrollTop / (scrollHeight - clientHeight) * (this.count - SHOWN))
    })
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('scrolls through ten million rows, or says that numpy is missing', async () => {
    const { outcome } = view
    if (outcome.error) return honest(outcome, '')
    view.scroller.scrollTop = view.scroller.scrollHeight
    await until(() => view.first === view.count - SHOWN, 'the last rows are not shown')
    return [view.count === 10_000_000 && view.drawn > 0, view.times.text]
  })
}

export const panel = panelOf({
  id: 'data',
  title: 'Arrays',
  summary: 'Ten million rows of numpy in a table and a chart, as bytes, through the plugin oro-data.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="2.5" y="3" width="15" height="14" rx="1.5"/><path d="M2.5 7.500h15M2.5 12h15M8 3v14M13 3v14"/></svg>',
  order: 36,
  group: 'Node'
}, { View, style, checks })

export default panel
