/** The view of the panel. */

import { h } from 'oro:panel'
import { Conduit } from '../../conduit.js'
import { connection } from '../connection.js'
import { Chart } from './chart.js'
import { Flow } from './flow.js'
import { Race } from './race.js'
import { Talk } from './talk.js'

/** @typedef {import('./talk.js').Side} Side */

const LINES = 100
const DRAW = 150
const ASK = 2000
const HUES = { A: 'var(--gold)', B: 'var(--blu)' }
const STATES = {
  socket: ['Open over a socket', 'var(--green, #2c7a4b)'],
  held: ['Open over a held request', 'var(--gold)'],
  none: ['Closed: calls take the scheme', 'var(--red, #b3372c)']
}

export class View {
  race = new Race()
  flow = new Flow()
  talk = new Talk()
  #state = h('b')
  #facts = h('span')
  #toggle = h('button', { onclick: () => connection.isOpen ? connection.close() : connection.open() })
  #times = h('canvas', { role: 'img', 'aria-label': 'Milliseconds of calls over Conduit and over the scheme' })
  #rates = h('canvas', { role: 'img', 'aria-label': 'Megabytes a second through one stream' })
  #cells = Object.fromEntries(['conduit', 'scheme', 'ratio', 'rate', 'received'].map((name) => [name, h('dd', { textContent: '–' })]))
  #run = h('button.primary', { onclick: () => this.flow.running ? this.flow.stop() : this.flow.start() })
  #log = h('ul.cd-log', { 'aria-label': 'What was said', 'aria-live': 'polite', tabIndex: 0 })
  #words = h('input', { placeholder: 'Say something', 'aria-label': 'Say something' })
  #raceChart = new Chart(this.#times, 'ms', 80)
  #flowChart = new Chart(this.#rates, 'MB/s', 50)
  #timers = /** @type {any[]} */ ([])
  #draws = () => this.draw()

  constructor () {
    this.talk.said = ({ from, text }) => this.#line(from, text)
    this.flow.failed = (error) => this.complain(error)
    this.element = h('div.cd', {},
      h('section.cd-card.cd-state', {}, this.#state, this.#facts, this.#toggle),
      this.#raceCard(),
      h('div.cd-pair', {}, this.#flowCard(), this.#talkCard()),
      h('p.cd-note', { textContent: 'Each dot is the mean of eight calls of the route ping. Closing the connection loses no call: they go over the app’s schemes.' }))
  }

  /** Connect, and begin. */
  async begin () {
    for (const name of ['open', 'close']) connection.addEventListener(name, this.#draws)
    this.#timers = [setInterval(this.#draws, DRAW), setInterval(() => this.#ask(), ASK)]
    connection.open()
    this.race.start()
    await Promise.all([this.#ask(), this.talk.open()])
    this.talk.say('A', 'Hello from A')
    this.talk.say('B', 'Hello from B')
    this.draw()
  }

  /** Rest while the panel is hidden. */
  pause () {
    this.race.stop()
    this.flow.stop()
    this.element.addEventListener('pointerenter', () => this.race.start(), { once: true })
  }

  end () {
    this.race.stop()
    this.flow.stop()
    this.talk.close()
    this.#timers.forEach(clearInterval)
    for (const name of ['open', 'close']) connection.removeEventListener(name, this.#draws)
  }

  draw () {
    const [text, hue] = STATES[connection.way ?? 'none']
    this.#state.textContent = text
    this.#state.style.setProperty('--hue', hue)
    this.#toggle.textContent = connection.isOpen ? 'Close' : 'Open'
    this.#run.textContent = this.flow.running ? 'Stop' : 'Start'
    this.#run.classList.toggle('primary', !this.flow.running)
    this.#figures()
    const { conduit, scheme } = this.race.times
    this.#raceChart.draw([{ values: scheme, colour: '--blu' }, { values: conduit, colour: '--gold' }])
    this.#flowChart.draw([{ values: this.flow.rates, colour: '--gold', filled: true }])
  }

  /** The lines of the log, the newest last. */
  get lines () {
    return [...this.#log.children].map((line) => line.textContent)
  }

  /** The shown state of the connection. */
  get state () {
    return this.#state.textContent
  }

  /** @param {any} error */
  complain (error) {
    this.#add(h('li.bad', { style: '--hue: var(--red, #b3372c)' }, String(error.message ?? error)))
  }

  #figures () {
    const [conduit, scheme] = [this.race.median('conduit'), this.race.median('scheme')]
    const shown = (/** @type {number | null} */ ms) => ms === null ? ['–'] : [ms.toFixed(2), 'ms']
    put(this.#cells, {
      conduit: shown(conduit),
      scheme: shown(scheme),
      ratio: conduit && scheme ? [(scheme / conduit).toFixed(1), '× as fast'] : ['–'],
      rate: [this.flow.rate.toFixed(0), 'MB/s'],
      received: [(this.flow.received / 1e6).toLocaleString('en', { maximumFractionDigits: 0 }), 'MB']
    })
  }

  #raceCard () {
    return h('section.cd-card.cd-race', { 'aria-label': 'Calls' }, h('div.cd-plot', {}, this.#times), h('dl', {},
      this.#pair('Conduit', 'conduit', 'var(--gold)'), this.#pair('Scheme', 'scheme', 'var(--blu)'), this.#pair('Conduit is', 'ratio')))
  }

  #flowCard () {
    return h('section.cd-card.cd-flow', {}, h('div.cd-title', {}, h('h2', { textContent: 'A stream both ways' }), this.#run),
      h('dl', {}, this.#pair('Each way', 'rate'), this.#pair('Came back', 'received')), h('div.cd-plot', {}, this.#rates))
  }

  #talkCard () {
    const say = (/** @type {Side} */ side) => {
      const text = this.#words.value.trim() || 'Hello'
      this.#words.value = ''
      if (!this.talk.say(side, text)) this.complain('It was not sent: there is no connection')
    }
    this.#words.onkeydown = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') say('A') }
    return h('section.cd-card', {}, h('div.cd-title', {}, h('h2', { textContent: 'Two clients' }), h('span', { textContent: 'messages of version 1' })), this.#log,
      h('div.cd-say', {}, this.#words, h('button', { textContent: 'A says it', onclick: () => say('A') }), h('button', { textContent: 'B says it', onclick: () => say('B') })))
  }

  /**
   * @param {string} text
   * @param {string} name of the cell
   * @param {string} [hue]
   */
  #pair (text, name, hue) {
    return h('div', {}, h(hue ? 'dt.keyed' : 'dt', { textContent: text, style: hue ? `--hue: ${hue}` : '' }), this.#cells[name])
  }

  async #ask () {
    try {
      const [{ port }, { clients, connections }] = await Promise.all([Conduit.status(), Conduit.diagnostics()])
      this.#facts.replaceChildren('port ', h('code', { textContent: port }), `, ${connections.count} connections, ${clients.handles.count} named clients`)
    } catch (error) {
      this.#facts.textContent = String(error)
    }
  }

  /**
   * @param {Side} from
   * @param {string} text
   */
  #line (from, text) {
    this.#add(h(`li.${from}`, { style: `--hue: ${HUES[from]}`, title: `${from} said` }, text))
  }

  /** @param {HTMLElement} line */
  #add (line) {
    this.#log.append(line)
    while (this.#log.children.length > LINES) this.#log.firstChild.remove()
    this.#log.scrollTop = this.#log.scrollHeight
  }
}

/**
 * @param {Record<string, any>} cells
 * @param {Record<string, string[]>} values figure and unit
 */
function put (cells, values) {
  for (const [name, [figure, unit = '']] of Object.entries(values)) cells[name].replaceChildren(figure, h('small', { textContent: unit }))
}
