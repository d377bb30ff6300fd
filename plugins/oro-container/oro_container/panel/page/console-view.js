/**
 * Terminals and the log, one in view at a time.
 * @module
 */

import { attach, Terminal } from 'oro:container/terminal'
import { byId, h, messageOf } from './elements.js'

/** @typedef {import('oro:container').WebContainer} WebContainer */
/** @typedef {import('oro:container').WebContainerProcess} WebContainerProcess */
/** @typedef {{ tab: HTMLElement, panel: HTMLElement, terminal: Terminal | null, process: WebContainerProcess | null }} Part */

const PROMPT = '$PWD $ '
const DIM = '\x1b[2m'
const RED = '\x1b[31m'
const PLAIN = '\x1b[0m'

export class ConsoleView {
  #tabs = byId('tabs')
  #panels = byId('terminals')
  #container
  /** @type {Part[]} */
  #parts = []
  #shells = 0
  #log = h('ol', { className: 'log', role: 'log', tabIndex: 0, 'aria-label': 'What happened' })

  /** @param {WebContainer} container */
  constructor (container) {
    this.#container = container
    this.#tabs.replaceChildren()
    this.#panels.replaceChildren()
    this.#tabs.onkeydown = (event) => this.#key(event)
    byId('new-shell').onclick = () => this.shell()
    byId('clear').onclick = () => this.#shown?.terminal ? this.#shown.terminal.clear() : this.#log.replaceChildren()
  }

  begin () {
    const log = this.#add('Log', null)
    log.panel.append(this.#log)
    this.shell()
  }

  /** Start another shell, and again when it has ended. */
  async shell () {
    const terminal = new Terminal({ label: 'Shell' })
    const part = this.#add(this.#shells++ ? `Shell ${this.#shells}` : 'Shell', terminal, 'before-log')
    this.show(part)
    terminal.focus()
    for (;;) {
      await this.#attached(part, terminal, 'jsh', [], { PS1: PROMPT })
      terminal.writeln(`${DIM}Enter starts another shell${PLAIN}`)
      await new Promise((resolve) => {
        const deaf = terminal.onData((text) => { if (text === '\r') resolve(deaf()) })
      })
    }
  }

  /**
   * Run a line in a terminal of its own, that of the run before.
   * @param {string} line @param {string} label
   * @param {(process: WebContainerProcess) => void} started
   * @returns {Promise<number>} its exit code
   */
  async run (line, label, started) {
    const before = this.#parts.find(({ tab }) => tab.textContent === 'Run')
    const terminal = before?.terminal ?? new Terminal({ label: 'What runs' })
    const part = before ?? this.#add('Run', terminal, 'first')
    this.show(part)
    terminal.writeln(`${DIM}$ ${label}${PLAIN}`)
    return this.#attached(part, terminal, 'sh', ['-c', line], {}, started)
  }

  /**
   * @param {Part} part @param {Terminal} terminal @param {string} command @param {string[]} args
   * @param {Record<string, string>} env @param {(process: WebContainerProcess) => void} [started]
   */
  async #attached (part, terminal, command, args, env, started = () => {}) {
    try {
      const process = part.process = await this.#container.spawn(command, args, { terminal: terminal.size, env: { TERM: 'xterm-256color', ...env } })
      started(process)
      const code = await attach(terminal, process)
      const why = process.signal ? `ended by ${process.signal}` : `ended with exit code ${code}`
      terminal.writeln(`\r${code && !process.signal ? RED : DIM}${why}${PLAIN}`)
      return code
    } catch (error) {
      terminal.writeln(`\r${RED}${messageOf(error)}${PLAIN}`)
      return 127
    } finally {
      part.process = null
    }
  }

  /** Add a line to the log. @param {string} kind `info`, `good` or `bad` @param {string} from @param {string} text */
  note (kind, from, text) {
    const follows = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 30
    this.#log.append(h('li', { className: kind },
      h('time', { textContent: new Date().toLocaleTimeString('en-GB') }), h('span', { className: 'from', textContent: from }), h('span', { className: 'text', textContent: text })))
    while (this.#log.childElementCount > 2000) this.#log.firstElementChild?.remove()
    if (follows) this.#log.scrollTop = this.#log.scrollHeight
  }

  /** @returns {Part | undefined} the one in view */
  get #shown () {
    return this.#parts.find(({ panel }) => !panel.hidden)
  }

  /** Show the log, or a terminal by the text of its tab. @param {string} name */
  showNamed (name) {
    const part = this.#parts.find(({ tab }) => tab.textContent === name)
    if (part) this.show(part)
  }

  /** @param {Part} shown */
  show (shown) {
    for (const part of this.#parts) {
      part.panel.hidden = part !== shown
      part.tab.setAttribute('aria-selected', String(part === shown))
      part.tab.tabIndex = part === shown ? 0 : -1
    }
    shown.terminal?.fit()
  }

  /** @param {string} name @param {Terminal | null} terminal @param {'first' | 'before-log' | ''} [at] @returns {Part} */
  #add (name, terminal, at = '') {
    const panel = h('div', { className: 'terminal', role: 'tabpanel', 'aria-label': name, hidden: true })
    const tab = h('button', { type: 'button', role: 'tab', textContent: name })
    const part = { tab, panel, terminal, process: null }
    tab.onclick = () => {
      this.show(part)
      terminal?.focus()
    }
    this.#parts.splice(at === 'first' ? 0 : at ? this.#parts.length - 1 : this.#parts.length, 0, part)
    this.#tabs.replaceChildren(...this.#parts.map(({ tab }) => tab))
    this.#panels.append(panel)
    terminal?.open(panel)
    return part
  }

  /** @param {KeyboardEvent} event */
  #key ({ key }) {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    if (!by) return
    const at = this.#parts.findIndex(({ panel }) => !panel.hidden)
    const part = this.#parts[(at + by + this.#parts.length) % this.#parts.length]
    this.show(part)
    part.tab.focus()
  }
}
