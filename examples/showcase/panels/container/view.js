/** The editor, the terminal and the frame, and the times it all takes. */

import { WebContainer } from 'oro:container'
import { attach, Terminal } from 'oro:container/terminal'
import { h, until } from 'oro:panel'
import { figures, segments } from '../../parts/dom.js'
import { MAIN, plainProject, viteProject } from './project.js'

/** Milliseconds without a key after which a change is written. */
const REST = 120
const WAYS = [['vite', 'Vite, with npm install'], ['plain', 'Node alone']]
const NAMES = { boot: 'Boot', install: 'npm install', ready: 'Server ready', change: 'Change seen' }

export class View {
  terminal = new Terminal({ label: 'Terminal' })
  /** @type {WebContainer | null} */
  container = null
  /** How often the frame said that it shows something. */
  shown = 0
  #figures = figures(NAMES)
  #notice = h('p.ct-notice', { hidden: true, role: 'status' })
  #text = h('textarea', { 'aria-label': 'main.js', spellcheck: false, autocapitalize: 'off', wrap: 'off', value: MAIN })
  #frame = h('iframe', { title: 'What the server serves' })
  #empty = h('p.ct-empty', { textContent: 'What the server serves is shown here.' })
  #screen = h('div.ct-screen')
  #again = h('button', { type: 'button', textContent: 'From the start', onclick: () => this.begin(this.#way) })
  #ways
  #way = 'vite'
  #round = 0
  #timer = null
  #written = 0

  constructor () {
    this.#ways = segments('Served by', WAYS, 'vite', (way) => this.begin(way))
    this.#text.oninput = () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#write(), REST)
    }
    this.element = h('div.fill.ct', {},
      h('div.ct-top', {}, this.#ways, this.#again), this.#figures.element, this.#notice,
      h('div.ct-parts', {},
        h('section.card.ct-code', { 'aria-label': 'Source' }, h('div.ct-head', {}, h('b', { textContent: 'main.js' })), this.#text),
        h('section.card.ct-preview', { 'aria-label': 'Preview' }, this.#empty, this.#frame),
        h('section.card.ct-console', { 'aria-label': 'Terminal' }, this.#screen)))
    this.#frame.hidden = true
    this.terminal.open(this.#screen)
    this.heard = ({ source, data }) => {
      if (source === this.#frame.contentWindow && data === 'shown') this.#seen()
    }
    addEventListener('message', this.heard)
  }

  /** What the panel says in words. */
  get notice () {
    return this.#notice.textContent
  }

  /** Type something in the place of all there is. @param {string} text */
  type (text) {
    this.#text.value = text
    this.#write()
  }

  get source () {
    return this.#text.value
  }

  /**
   * Boot, install, and serve the project; where nothing can be installed, with Node alone.
   * @param {'vite' | 'plain'} way
   * @param {string} [npmrc] settings of npm for the project
   */
  async begin (way, npmrc = '') {
    const round = ++this.#round
    this.#way = way
    this.#reset()
    try {
      const before = performance.now()
      const container = this.container = await WebContainer.boot()
      if (round !== this.#round) return container.teardown()
      this.#figures.set({ boot: time(performance.now() - before) })
      container.on('server-ready', (_port, url) => this.#show(url))
      if (way === 'vite' && await this.#install(container, npmrc)) await this.#serve(container, 'npx', ['vite'])
      else if (round === this.#round) await this.#servePlain(container)
    } catch (error) {
      if (round === this.#round) this.#say(error.message, true)
    }
  }

  end () {
    this.#round++
    clearTimeout(this.#timer)
    removeEventListener('message', this.heard)
    this.#tearDown()
    this.terminal.dispose()
  }

  #reset () {
    this.#tearDown()
    this.terminal.clear()
    this.#notice.hidden = true
    this.#frame.hidden = true
    this.#frame.removeAttribute('src')
    this.#empty.hidden = false
    this.shown = this.#written = 0
    this.#figures.set(Object.fromEntries(Object.keys(NAMES).map((name) => [name, ['–']])))
  }

  #tearDown () {
    const ended = this.container
    this.container = null
    ended?.teardown()
  }

  /** @param {WebContainer} container @param {string} npmrc @returns {Promise<boolean>} whether it is installed */
  async #install (container, npmrc) {
    await container.mount(viteProject(this.source, npmrc))
    const before = performance.now()
    const code = await this.#run(container, 'npm', ['install'])
    if (container !== this.container) return false
    if (code === 0) this.#figures.set({ install: time(performance.now() - before) })
    else this.#say('Nothing could be installed; the terminal says why. A plain Node server, which needs no packages, serves the project instead.', true)
    return code === 0
  }

  /** @param {WebContainer} container */
  async #servePlain (container) {
    await container.mount(plainProject(this.source))
    await this.#serve(container, 'node', ['server.js'])
  }

  /** @param {WebContainer} container @param {string} command @param {string[]} args */
  async #serve (container, command, args) {
    this.began = performance.now()
    const code = await this.#run(container, command, args)
    if (container === this.container) this.#say(`The server ended with exit code ${code}.`, true)
  }

  /** @param {WebContainer} container @param {string} command @param {string[]} args */
  async #run (container, command, args) {
    this.terminal.writeln(`\x1b[2m$ ${[command, ...args].join(' ')}\x1b[0m`)
    const env = { TERM: 'xterm-256color' }
    return attach(this.terminal, await container.spawn(command, args, { terminal: this.terminal.size, env }))
  }

  /** @param {string} url */
  #show (url) {
    this.#figures.set({ ready: time(performance.now() - this.began) })
    this.#empty.hidden = true
    this.#frame.hidden = false
    this.#frame.src = url
  }

  async #write () {
    if (!this.shown) return
    this.#written = performance.now()
    try {
      await this.container?.fs.writeFile('main.js', this.source)
    } catch (error) {
      this.#say(error.message, true)
    }
  }

  #seen () {
    this.shown++
    if (this.#written) this.#figures.set({ change: time(performance.now() - this.#written) })
    this.#written = 0
  }

  /** @param {string} text @param {boolean} bad */
  #say (text, bad) {
    this.#notice.textContent = text
    this.#notice.classList.toggle('bad', bad)
    this.#notice.hidden = false
  }

  /** Wait until the frame has shown something so often. @param {number} count */
  async until (count) {
    await until(() => this.shown >= count, `the frame showed nothing: ${this.notice} ${this.terminal.text.slice(-300)}`)
  }
}

/** @param {number} milliseconds @returns {[string, string]} */
function time (milliseconds) {
  return milliseconds < 1000 ? [String(Math.round(milliseconds)), 'ms'] : [(milliseconds / 1000).toFixed(1), 's']
}
