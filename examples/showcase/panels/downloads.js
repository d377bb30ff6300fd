/** Downloads: this app has every one of them wait for a word of the page. */

import { accept, cancel, list, onDownload } from 'oro:downloads'
import { attempt, button, card, h, note, panelOf, row, Said, stack, until } from 'oro:panel'
import { bytes } from '../parts/dom.js'

const BADGES = { asked: 'gold', running: 'gold', done: 'good', failed: 'bad', cancelled: 'idle' }
const WORDS = { asked: 'waits', running: 'is saved', done: 'saved', failed: 'failed', cancelled: 'cancelled' }
const MEGABYTES = 8

class View {
  said = new Said()
  #rows = h('tbody')
  #none = note('Nothing was downloaded yet')
  #off = () => {}

  constructor () {
    this.element = stack(
      card('Download something', '', row(
        button('A text', () => this.fetch('tea.txt', new Blob(['Four minutes.\n'], { type: 'text/plain' })), true),
        button(`${MEGABYTES} MB`, () => this.fetch('much.bin', new Blob([new Uint8Array(MEGABYTES * 1e6)]))),
        button('A picture of this app', () => this.follow('icon.svg', 'icon.svg'))), this.said.element),
      card('Downloads of this window', '', h('table', {}, this.#rows), this.#none),
      note('The bytes are fetched while it waits, into a hidden file; no file of that name is ever replaced.'))
  }

  async begin () {
    this.#off = onDownload(() => this.look())
    await this.look()
  }

  end () {
    this.#off()
  }

  /**
   * @param {string} name
   * @param {Blob} blob
   */
  fetch (name, blob) {
    const url = URL.createObjectURL(blob)
    this.follow(url, name)
    setTimeout(() => URL.revokeObjectURL(url), 60000)
  }

  /** Follow a link that is to be saved. */
  follow (href, download) {
    h('a', { href, download }).click()
  }

  async look () {
    this.found = (await list()).reverse()
    this.#rows.replaceChildren(...this.found.map((each) => this.#row(each)))
    this.#none.hidden = this.found.length > 0
    return this.found
  }

  #row ({ id, name, state, received, total, error, path }) {
    const save = (options) => this.said.of(() => accept(id, options), () => '')
    const actions = {
      asked: [button('Save', () => save(), true), button('Save as …', () => save({ choose: true }))],
      running: []
    }[state]
    return h('tr', {}, h('td', {}, h('div', { textContent: name, style: 'font-weight: 600' }), h('div.small.faint', { textContent: path ?? (state === 'failed' ? error : '') })),
      h('td.muted.number', { textContent: total === null ? bytes(received) : `${bytes(received)} of ${bytes(total)}` }),
      h('td', {}, h(`span.badge.${BADGES[state]}`, { textContent: WORDS[state] })),
      h('td.end', {}, h('div.row', { style: 'justify-content: end' }, ...(actions ? [...actions, button('Cancel', () => cancel(id))] : []))))
  }
}

/** @param {View} view */
async function * checks (view) {
  for (const [name, begin] of [['check.txt', () => view.fetch('check.txt', new Blob(['check']))], ['check.svg', () => view.follow('icon.svg', 'check.svg')]]) {
    yield await attempt(`has ${name} wait, and gives it up`, async () => {
      begin()
      let found
      await until(() => {
        found = view.found.find((each) => each.name === name)
        return found?.state === 'asked'
      }, 'it did not come')
      await cancel(found.id)
      await view.look()
      found = view.found.find(({ id }) => id === found.id)
      return [found.state === 'cancelled' && found.path === null, bytes(found.received)]
    })
  }
}

export const panel = panelOf({
  id: 'downloads',
  title: 'Downloads',
  summary: 'What pages of this app download waits here until you say so.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"><path d="M10 3v9.500M6 8.800l4 4 4-4M3.500 13.500v3h13v-3"/></svg>',
  order: 60,
  group: 'Web'
}, { View, checks })
