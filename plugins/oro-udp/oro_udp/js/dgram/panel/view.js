/** The view of the panel. */

import { choice, h } from 'oro:panel'
import { Exchange } from './exchange.js'

/** @typedef {import('./exchange.js').Side} Side */

const LINES = 200
const HUES = { A: 'var(--gold)', B: 'var(--blu)' }

export class View {
  exchange = new Exchange()
  #start = h('button.primary', { onclick: () => this.toggle() })
  #cells = Object.fromEntries(['A', 'B'].map((side) => [side, cells(['sent', 'received', 'bytes'])]))
  #wire = cells(['median', 'rate', 'lost'])
  #places = { A: h('code'), B: h('code') }
  #log = h('ul.dg-log.dg-card', { 'aria-label': 'What was said', tabIndex: 0 })
  #curve = h('canvas', { width: 360, height: 68, 'aria-hidden': 'true' })
  #words = h('input', { placeholder: 'Say something', 'aria-label': 'Say something', value: '' })
  /** @type {any} */
  #timer = 0

  constructor () {
    const { exchange } = this
    exchange.said = ({ from, size, text }) => this.#line(from, size, text)
    exchange.failed = (error) => this.#complain(error)
    const set = (/** @type {Record<string, number>} */ change) => { Object.assign(exchange, change) }
    this.element = h('div.dg', {},
      h('div.dg-bar', {},
        choice('Rate', [[10, '10 a second'], [100, '100 a second'], [1000, '1,000 a second'], [0, 'as many as come back']], exchange.rate, (rate) => set({ rate })),
        choice('Size', [[16, '16 B'], [64, '64 B'], [512, '512 B'], [8192, '8 KB'], [60000, '60 KB']], exchange.size, (size) => set({ size })),
        h('span.dg-space'), this.#start),
      h('div.dg-pair.dg-card', {},
        this.#socket('A', 'Socket A, sends'), this.#middle(), this.#socket('B', 'Socket B, sends back')),
      this.#sayer(),
      this.#log,
      h('p.dg-note', { textContent: 'Two real UDP sockets of this window, on 127.0.0.1. Any program of this machine can talk to them too.' }))
  }

  /** Bind the sockets and begin. */
  async begin () {
    await this.exchange.open()
    for (const side of /** @type {Side[]} */ (['A', 'B'])) {
      const { address, port } = this.exchange.sockets[side].address()
      this.#places[side].textContent = `${address}:${port}`
    }
    this.#timer = setInterval(() => this.draw(), 200)
    this.toggle()
    await this.exchange.say('B', 'Hello, I am B')
    await this.exchange.say('A', 'Hello B, this is A')
  }

  end () {
    clearInterval(this.#timer)
    this.exchange.close()
  }

  pause () {
    if (this.exchange.running) this.toggle()
  }

  toggle () {
    if (this.exchange.running) this.exchange.stop()
    else this.exchange.start()
    this.draw()
  }

  draw () {
    const { exchange } = this
    this.#start.textContent = exchange.running ? 'Stop' : 'Start'
    for (const side of /** @type {Side[]} */ (['A', 'B'])) {
      const { sent, received, bytes } = exchange.counts[side]
      put(this.#cells[side], { sent: [count(sent)], received: [count(received)], bytes: size(bytes) })
    }
    const { rate, median } = exchange.figures()
    put(this.#wire, { median: median ? [median.toFixed(median < 10 ? 2 : 1), 'ms'] : ['–'], rate: [count(Math.round(rate)), 'a second'], lost: [count(exchange.lost)] })
    this.#plot()
  }

  /** The lines of the log, the newest last. */
  get lines () {
    return [...this.#log.children].map((line) => line.textContent)
  }

  /**
   * @param {Side} side
   * @param {string} title
   */
  #socket (side, title) {
    const { sent, received, bytes } = this.#cells[side]
    return h('section.dg-socket', { style: `--hue: ${HUES[side]}` },
      h('h2', { textContent: title }), this.#places[side],
      h('dl', {}, pair('Sent', sent), pair('Received', received), pair('Bytes received', bytes)))
  }

  #middle () {
    const { median, rate, lost } = this.#wire
    return h('section.dg-wire', {}, this.#curve,
      h('dl', {}, pair('There and back', median), pair('Round trips', rate), pair('Lost', lost)))
  }

  #sayer () {
    const say = (/** @type {Side} */ side) => {
      const text = this.#words.value.trim() || 'Hello'
      this.#words.value = ''
      this.exchange.say(side, text).catch((error) => this.#complain(error))
    }
    this.#words.onkeydown = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') say('A') }
    return h('div.dg-say', {}, this.#words,
      h('button', { textContent: 'A says it', onclick: () => say('A') }), h('button', { textContent: 'B says it', onclick: () => say('B') }))
  }

  /**
   * @param {Side} from
   * @param {number} bytes
   * @param {string} text
   */
  #line (from, bytes, text) {
    const way = from === 'A' ? 'A → B' : 'B → A'
    this.#add(h('li', { style: `--hue: ${HUES[from]}` }, h('time', { textContent: clock() }),
      h('span.way', { textContent: way }), h('span.size', { textContent: `${bytes} B` }), h('span', { textContent: text })))
  }

  /** @param {any} error */
  #complain (error) {
    this.#add(h('li', {}, h('time', { textContent: clock() }), h('span.bad', { textContent: String(error.message ?? error) })))
  }

  /** @param {HTMLElement} line */
  #add (line) {
    this.#log.append(line)
    while (this.#log.children.length > LINES) this.#log.firstChild.remove()
    this.#log.scrollTop = this.#log.scrollHeight
  }

  #plot () {
    const { width, height } = this.#curve
    const pen = this.#curve.getContext('2d')
    const times = this.exchange.times.slice(-120)
    const most = Math.max(1, ...times)
    pen.clearRect(0, 0, width, height)
    pen.strokeStyle = getComputedStyle(this.element).getPropertyValue('--gold') || '#94690f'
    pen.lineWidth = 2
    pen.beginPath()
    times.forEach((time, at) => pen.lineTo(at * width / 119, height - 3 - time / most * (height - 6)))
    pen.stroke()
  }
}

/** @param {string[]} names */
function cells (names) {
  return Object.fromEntries(names.map((name) => [name, h('dd', { textContent: '–' })]))
}

/**
 * @param {Record<string, any>} cells
 * @param {Record<string, string[]>} values figure and unit
 */
function put (cells, values) {
  for (const [name, [figure, unit = '']] of Object.entries(values)) cells[name].replaceChildren(figure, h('small', { textContent: unit }))
}

/**
 * @param {string} name
 * @param {HTMLElement} cell
 */
function pair (name, cell) {
  return h('div', {}, h('dt', { textContent: name }), cell)
}

/** @param {number} number */
function count (number) {
  return number.toLocaleString('en')
}

/** @param {number} bytes */
function size (bytes) {
  const step = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : 2
  return [(bytes / 1000 ** step).toFixed(step ? 1 : 0), ['B', 'KB', 'MB'][step]]
}

function clock () {
  const now = new Date()
  return `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, '0')}`
}
