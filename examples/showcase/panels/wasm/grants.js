/** Switches that grant a program the parts of the machine it asks for. */

import { choice, h } from 'oro:panel'

/** Groups that a person decides; the others are part of running at all. */
const DECIDED = { clocks: 'Clocks', randomness: 'Chance', files: 'Files', environment: 'Environment', network: 'Network' }
const FILES = { 'hello.txt': 'Hello from the page\n', 'notes.txt': 'These files are objects of the page.\n' }
const MEMORY = [[1 << 24, '16 MiB'], [1 << 28, '256 MiB'], [null, 'no limit']]
const TIME = [[1000, '1 second'], [60000, '1 minute'], [null, 'no limit']]

export class Grants {
  groups = []
  memory = 1 << 28
  time = null
  #granted = { clocks: true, randomness: true, files: false, environment: false, network: false }
  /** @type {Map<string, { box: HTMLInputElement, note: HTMLElement, meaning: string }>} */
  #rows = new Map()
  #list = h('ul.wa-wants')

  /** @param {{ name: string, path: string } | undefined} place the folder that may be granted */
  constructor (place) {
    this.place = place
    this.element = h('div', {}, h('h2.wa-title', { textContent: 'It asks for' }), this.#list,
      h('h2.wa-title', { textContent: 'It may use' }),
      h('div.wa-limits', {}, choice('Memory', MEMORY, this.memory, (memory) => { this.memory = memory }),
        choice('Time', TIME, this.time, (time) => { this.time = time })))
  }

  /** @param {{ group: string, meaning: string, functions: string[] }[]} wants */
  show (wants) {
    this.groups = wants.map(({ group }) => group)
    this.#rows.clear()
    const decided = wants.filter(({ group }) => group in DECIDED)
    this.#list.replaceChildren(...decided.map((want) => this.#row(want)),
      ...(decided.length ? [] : [h('li.faint.small', { textContent: 'Nothing: it computes, reads its input and writes its output.' })]))
  }

  /** @param {'host' | 'page'} engine say what each means there */
  of (engine) {
    for (const [group, { note, meaning }] of this.#rows) note.textContent = this.#words(group, engine) ?? meaning
  }

  /** @param {Record<string, boolean>} granted */
  set (granted) {
    for (const [group, on] of Object.entries(granted)) {
      this.#granted[group] = on
      const row = this.#rows.get(group)
      if (row) row.box.checked = on
    }
  }

  /** @param {'host' | 'page'} engine @returns {import('oro:wasm').Options} */
  options (engine) {
    const { clocks, randomness, files, environment, network } = this.#granted
    const folder = engine === 'page' ? { files: FILES, guest: '/files' } : { host: this.place?.path, guest: '/files' }
    return {
      clocks,
      random: randomness,
      network: network && engine === 'host',
      env: environment ? { PERSON: 'Ada' } : {},
      dirs: files ? [folder] : [],
      ...(this.memory === null ? {} : { memory: this.memory }),
      ...(this.time === null ? {} : { timeout: this.time })
    }
  }

  #words (group, engine) {
    if (group === 'files') return engine === 'page' ? 'two files of this page, as /files' : `the folder ${this.place?.name}, as /files, for reading`
    if (group === 'environment') return 'one variable, PERSON=Ada'
    return null
  }

  #row ({ group, meaning, functions }) {
    const box = h('input', { type: 'checkbox', checked: this.#granted[group], onchange: () => { this.#granted[group] = box.checked } })
    const note = h('span.small.muted', { textContent: meaning })
    this.#rows.set(group, { box, note, meaning })
    return h('li', {}, h('label', { title: functions.join(', ') }, box, h('span', {}, h('b', { textContent: DECIDED[group] }), note)))
  }
}
