/** A program: dropped, inspected, granted what it wants, run. */

import { attempt, choice, h } from 'oro:panel'
import * as wasm from 'oro:wasm'
import { bytes } from '../../parts/dom.js'
import { Functions } from './functions.js'
import { Grants } from './grants.js'
import { Terminal } from './terminal.js'

const SAMPLE = { source: 'wasm/greet.wasm', name: 'greet.wasm' }
const ENGINES = [['host', 'a process'], ['page', 'this page']]

export class Runner {
  /** @type {import('oro:wasm').Module | null} */
  module = null
  /** @type {any} what `inspect` told */
  seen = null
  engine = 'host'
  terminal = new Terminal('Run it, and what it writes stands here.')
  #name = h('b', { textContent: 'No program' })
  #facts = h('span.muted.small')
  #badge = h('span.badge')
  #said = h('p.small.muted')
  #run = h('button.primary', { type: 'button', textContent: 'Run', onclick: () => this.run() })
  #stop = h('button', { type: 'button', textContent: 'Stop', disabled: true, onclick: () => this.terminal.stop() })
  #file = h('input', { type: 'file', accept: '.wasm,application/wasm', hidden: true })

  /** @param {{ name: string, path: string }[]} places */
  constructor (places) {
    this.grants = new Grants(places[0])
    this.functions = new Functions((name, params) => wasm.call(this.module, name, params, { ...this.grants.options(this.engine), engine: this.engine, timeout: 5000 }))
    this.#file.onchange = () => this.#file.files[0] && this.open(this.#file.files[0], this.#file.files[0].name)
    this.element = h('div.wa-split', {},
      h('section.card.wa-side', { 'aria-label': 'Program' }, this.#drop(),
        h('div.wa-scroll', {}, this.#said, this.grants.element),
        h('div.wa-foot', {},
          choice('In', ENGINES, this.engine, (engine) => { this.engine = engine; this.grants.of(this.engine) }),
          h('span.spacer'), this.#stop, this.#run)),
      h('section.card.wa-main', { 'aria-label': 'Terminal' }, this.terminal.element, this.functions.element))
  }

  async begin () {
    if (!this.module) await this.open(SAMPLE.source, SAMPLE.name)
  }

  end () {
    this.terminal.stop()
  }

  /**
   * Look at a program without running it.
   * @param {import('oro:wasm').Source} source
   * @param {string} name
   */
  async open (source, name) {
    this.terminal.stop()
    this.terminal.clear()
    this.#name.textContent = name
    this.module = this.seen = null
    try {
      const module = await wasm.load(source)
      this.seen = await wasm.inspect(module)
      this.module = this.seen.verdict.valid ? module : null
    } catch (error) {
      this.seen = { size: source.size ?? 0, kind: { title: 'not WebAssembly' }, wants: [], exports: [], answer: { runs: 'no', reasons: [error.message] } }
    }
    this.#show()
  }

  /** Run it with what it is granted. */
  async run () {
    this.#stop.disabled = false
    this.#run.disabled = true
    try {
      return await this.terminal.follow(wasm.run(this.module, { ...this.grants.options(this.engine), engine: this.engine }))
    } catch {
      return null // the terminal shows why
    } finally {
      this.#stop.disabled = true
      this.#run.disabled = !this.#isProgram()
    }
  }

  /** The words under the program's name. */
  get text () {
    return this.element.querySelector('.wa-side').textContent
  }

  #isProgram () {
    return Boolean(this.module) && this.seen.answer.runs !== 'no' && this.seen.exports.some(({ name }) => name === '_start')
  }

  #show () {
    const { kind, size, answer, verdict, wants } = this.seen
    this.#facts.textContent = `${kind.title}, ${bytes(size)}`
    const runs = answer.runs !== 'no'
    this.#badge.className = `badge ${runs ? 'good' : 'bad'}`
    this.#badge.textContent = runs ? 'runs here' : verdict?.valid ? 'does not run here' : 'invalid'
    this.#said.textContent = runs ? '' : answer.reasons.join('; ')
    this.#said.hidden = runs
    this.grants.show(wants)
    this.grants.of(this.engine)
    this.functions.show(this.seen.exports)
    this.#run.disabled = !this.#isProgram()
  }

  #drop () {
    const element = h('div.wa-drop', {},
      h('div.wa-name', {}, this.#name, this.#badge), this.#facts,
      h('p.small.faint', {}, 'Drop a .wasm here, or ',
        h('button.wa-link', { type: 'button', textContent: 'choose a file', onclick: () => this.#file.click() }), this.#file))
    const over = (on) => (event) => { event.preventDefault(); element.classList.toggle('over', on) }
    element.addEventListener('dragover', over(true))
    element.addEventListener('dragleave', over(false))
    element.addEventListener('drop', (event) => {
      over(false)(event)
      const [file] = event.dataTransfer.files
      if (file) this.open(file, file.name)
    })
    return element
  }
}

/** @param {Runner} runner */
export async function * runnerChecks (runner) {
  yield await attempt('says what a program wants', async () =>
    [['clocks', 'randomness', 'files'].every((group) => runner.grants.groups.includes(group)), runner.grants.groups.join(', ')])
  yield await attempt('runs it with what is granted, and types into it', async () => {
    runner.grants.set({ files: true, clocks: true, randomness: false, environment: true })
    const ended = runner.run()
    await runner.terminal.until('Say something')
    runner.terminal.say('good morning')
    await runner.terminal.until('You said: good morning')
    runner.terminal.finish()
    const { code } = await ended
    const { text } = runner.terminal
    const right = text.includes('A die: withheld') && /\/files: \d+ entries/.test(text) && text.includes('UTC') && text.includes('Good bye')
    return [right && code === 0, `exit code ${code}`]
  })
  yield await attempt('withholds the rest', async () => {
    runner.grants.set({ files: false, clocks: false, randomness: true, environment: false })
    const ended = runner.run()
    await runner.terminal.until('Say something')
    runner.terminal.stop()
    const { stopped } = await ended
    const { text } = runner.terminal
    return [text.includes('Hello, stranger') && text.includes('The clock: withheld') && text.includes('no such folder') && stopped === 'killed', stopped]
  })
  yield await attempt('runs it in a worker of the page', async () => {
    runner.engine = 'page'
    const ended = runner.run()
    await runner.terminal.until('Say something')
    runner.terminal.finish()
    const { code } = await ended
    runner.engine = 'host'
    return [code === 0 && runner.terminal.text.includes('Good bye'), `exit code ${code}`]
  })
  yield await attempt('calls a function', async () => {
    const result = await runner.functions.call('triangle', ['100'])
    return [result === '5050', result]
  })
  yield await attempt('says why a file is no program', async () => {
    await runner.open(new Blob(['no module']), 'broken.wasm')
    const told = runner.text
    await runner.open(SAMPLE.source, SAMPLE.name)
    runner.run()
    await runner.terminal.until('Say something')
    return [told.includes('invalid') && runner.text.includes('runs here'), told.slice(0, 120)]
  })
}
