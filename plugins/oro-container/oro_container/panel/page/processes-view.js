/**
 * The processes of the container, and signals for them.
 * @module
 */

import { buttonById, byId, h, messageOf, selectById } from './elements.js'

/** @typedef {import('oro:container').WebContainer} WebContainer */
/** @typedef {{ pid: number, parent: number, argv: string[], state: string }} ProcessInfo */

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP', 'SIGQUIT', 'SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2']
const BEAT = 1000

export class ProcessesView {
  #list = byId('processes')
  #signal = selectById('signal')
  #send = buttonById('send')
  #container
  #note
  #chosen = 0
  #ended = false
  /** @type {ProcessInfo[]} */
  #known = []

  /** @param {WebContainer} container @param {(kind: string, from: string, text: string) => void} note */
  constructor (container, note) {
    this.#container = container
    this.#note = note
    this.#signal.replaceChildren(...SIGNALS.map((name) => h('option', { textContent: name })))
    byId('signalling').onsubmit = (event) => {
      event.preventDefault()
      this.#tell(this.#chosen, this.#signal.value)
    }
    this.#list.onkeydown = (event) => this.#key(event)
  }

  /** Look again every second, until the container has ended. */
  async follow () {
    this.#container.ended.then(() => { this.#ended = true })
    while (!this.#ended) {
      await this.look()
      await new Promise((resolve) => setTimeout(resolve, BEAT))
    }
    this.#show([])
  }

  async look () {
    try {
      this.#show(await this.#container.processes())
    } catch {
      // It has ended, which the status says.
    }
  }

  /** @param {ProcessInfo[]} processes */
  #show (processes) {
    this.#known = processes
    if (!processes.some(({ pid }) => pid === this.#chosen)) this.#chosen = processes.at(-1)?.pid ?? 0
    this.#signal.disabled = this.#send.disabled = !processes.length
    this.#list.replaceChildren(...processes.map((each) => this.#row(each)))
    if (processes.length) this.#list.setAttribute('aria-activedescendant', `process-${this.#chosen}`)
    else this.#list.append(h('li', { className: 'faint', role: 'none', textContent: 'no process runs' }))
  }

  /** @param {ProcessInfo} process */
  #row ({ pid, argv, state }) {
    const line = argv.join(' ') || '?'
    const choose = () => {
      this.#chosen = pid
      this.#show(this.#known)
    }
    return h('li', { id: `process-${pid}`, role: 'option', title: `${line}\n${state}`, 'aria-selected': pid === this.#chosen, onclick: choose },
      h('span', { className: 'number', textContent: String(pid) }), h('span', { className: 'label', textContent: line }),
      ...(state === 'stopped' || state === 'ended' ? [h('span', { className: 'note', textContent: state })] : []))
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const at = this.#known.findIndex(({ pid }) => pid === this.#chosen)
    if (event.key === 'Delete') this.#tell(this.#chosen, 'SIGTERM')
    if (!by || !this.#known[at + by]) return
    event.preventDefault()
    this.#chosen = this.#known[at + by].pid
    this.#show(this.#known)
  }

  /** By `kill` in the container, for that reaches processes which programs started. @param {number} pid @param {string} signal */
  async #tell (pid, signal) {
    try {
      const { exit, output } = await this.#container.exec('kill', ['-s', signal.slice(3), String(pid)])
      this.#note(exit ? 'bad' : 'info', 'process', exit ? output.trim() : `${signal} was sent to ${pid}`)
    } catch (error) {
      this.#note('bad', 'process', messageOf(error))
    }
    await this.look()
  }
}
