/**
 * Runs what the person chose, ends it, and starts it again.
 * @module
 */

import { buttonById, byId, h, selectById } from './elements.js'

/** @typedef {import('./offers.js').Offer} Offer */
/** @typedef {import('oro:container').WebContainerProcess} WebContainerProcess */

export class Runner {
  #choice = selectById('offers')
  #run = buttonById('run')
  #stop = buttonById('stop')
  #console
  #says
  /** @type {Offer[]} */
  #offers = []
  /** @type {WebContainerProcess | null} */
  #process = null
  /** @type {Promise<unknown>} */
  #done = Promise.resolve()
  #asked = 0

  /** @param {import('./console-view.js').ConsoleView} console @param {(state: string, text: string) => void} says */
  constructor (console, says) {
    this.#console = console
    this.#says = says
    byId('running').onsubmit = (event) => {
      event.preventDefault()
      this.run()
    }
    this.#stop.onclick = () => this.stop()
  }

  get runs () {
    return this.#process !== null
  }

  /** @param {Offer[]} offers @param {string} none said where there is none */
  offer (offers, none) {
    const chosen = this.#choice.selectedOptions[0]?.textContent
    this.#offers = offers
    this.#choice.replaceChildren(...offers.map(({ label }) => h('option', { textContent: label, selected: label === chosen })))
    if (!offers.length) this.#choice.append(h('option', { textContent: none }))
    this.#choice.disabled = this.#run.disabled = !offers.length
  }

  /** Run what is chosen, once what runs has ended. */
  async run () {
    const offer = this.#offers[this.#choice.selectedIndex]
    if (!offer) return
    if (this.#process) this.stop()
    const before = this.#done
    const done = this.#done = (async () => {
      await before
      await this.#follow(offer)
    })()
    await done
  }

  /** End what runs; asked a second time, at once. */
  stop () {
    this.#process?.kill(this.#asked++ ? 'SIGKILL' : 'SIGTERM')
  }

  /** @param {Offer} offer */
  async #follow ({ line, label }) {
    this.#asked = 0
    this.#says('busy', `Runs ${label}`)
    const code = await this.#console.run(line, label, (process) => {
      this.#process = process
      this.#stop.disabled = false
    })
    const ended = this.#process?.signal || (this.#asked ? 'on request' : '')
    this.#process = null
    this.#stop.disabled = true
    if (ended) this.#says('ready', `Ended (${ended})`)
    else this.#says(code ? 'failed' : 'ready', code ? `Failed with exit code ${code}` : 'Ended')
  }
}
