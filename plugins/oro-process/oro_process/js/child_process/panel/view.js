/** The command line, the output of the chosen program, and the programs that were run. */

import { choice, h } from 'oro:panel'
import { Program } from './program.js'

/** @typedef {import('./program.js').Piece} Piece */

const FIRST = 'for n in 3 2 1; do echo $n; sleep 0.5; done; echo "this is an error" >&2; uname -a'
const REMEMBERED = 30
/** Milliseconds between two updates of the output. */
const PAUSE = 40

/** @type {[value: string, text: string][]} */
const SIGNALS = [['SIGTERM', 'Terminate'], ['SIGINT', 'Interrupt'], ['SIGKILL', 'Kill'], ['SIGSTOP', 'Pause'], ['SIGCONT', 'Go on']]

export class View {
  /** @type {Program[]} newest first */
  programs = []
  /** @type {Program | null} */
  chosen = null
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null
  #signal = 'SIGTERM'
  #line = h('input.line', { 'aria-label': 'Command line', spellcheck: false, autocapitalize: 'off', value: FIRST })
  #title = h('b', { textContent: 'Nothing runs' })
  #state = h('span')
  #output = h('div.pr-output', { role: 'log', tabIndex: 0 })
  #input = h('input', { placeholder: 'A line for its input', 'aria-label': 'Input', spellcheck: false, disabled: true })
  #done = h('button', { type: 'button', textContent: 'End of input', disabled: true, onclick: () => this.chosen?.finish() })
  #send = h('button', { type: 'button', textContent: 'Send', disabled: true, onclick: () => this.chosen?.kill(this.#signal) })
  #list = h('ul.pr-list')

  constructor () {
    const run = h('form.pr-form', {}, this.#line, h('button.primary', { type: 'submit', textContent: 'Run' }))
    run.onsubmit = (/** @type {Event} */ event) => { event.preventDefault(); this.run(this.#line.value) }
    const say = h('form.pr-say', {}, this.#input, this.#done,
      choice('Signal', SIGNALS, this.#signal, (signal) => { this.#signal = signal }), this.#send)
    say.onsubmit = (/** @type {Event} */ event) => { event.preventDefault(); this.say(this.#input.value); this.#input.value = '' }
    this.element = h('div.pr', {}, run,
      h('div.pr-split', {},
        h('section.pr-card', {}, h('div.pr-title', {}, this.#title, this.#state), this.#output, say),
        h('section.pr-card', {}, h('div.pr-title', {}, h('b', { textContent: 'Programs of this window' })), this.#list)))
  }

  /**
   * Run a command line and show its output.
   * @param {string} line
   * @returns {Program}
   */
  run (line) {
    const program = new Program(line, () => this.#changed())
    this.programs = [program, ...this.programs].slice(0, REMEMBERED)
    this.choose(program)
    return program
  }

  /** @param {Program} program */
  choose (program) {
    this.chosen = program
    this.#show()
  }

  /** @param {string} text a line for the chosen program */
  say (text) {
    this.chosen?.write(text)
  }

  /** End running programs: the panel has gone. */
  end () {
    for (const program of this.programs) if (program.running) program.kill('SIGKILL')
  }

  /** The shown output of the chosen program. */
  get text () {
    this.#show()
    return this.#output.textContent
  }

  /** A flood is drawn now and then. */
  #changed () {
    this.#timer ??= setTimeout(() => this.#show(), PAUSE)
  }

  #show () {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
    const { chosen } = this
    if (chosen === null) return
    const { scrollTop, scrollHeight, clientHeight } = this.#output
    const follows = scrollTop + clientHeight >= scrollHeight - 24
    this.#output.replaceChildren(...chosen.pieces.map(shown))
    if (follows) this.#output.scrollTop = this.#output.scrollHeight
    this.#title.textContent = chosen.line
    this.#state.textContent = chosen.running ? `${chosen.state}, number ${chosen.child.pid ?? '–'}` : `${chosen.state} after ${chosen.milliseconds.toFixed(0)} ms`
    for (const control of [this.#input, this.#done, this.#send]) control.disabled = !chosen.running
    this.#list.replaceChildren(...this.programs.map((program) => this.#entry(program)))
  }

  /** @param {Program} program */
  #entry (program) {
    const { line, state, running, failed } = program
    const button = h('button', { type: 'button', title: line, onclick: () => this.choose(program) },
      h('span', { textContent: line }), h(running ? 'i.on' : failed ? 'i.bad' : 'i', { textContent: state }))
    if (program === this.chosen) button.setAttribute('aria-current', 'true')
    return h('li', {}, button)
  }
}

/** @param {Piece} piece */
function shown ({ stream, text }) {
  return h(`span.${stream}`, { textContent: text })
}
