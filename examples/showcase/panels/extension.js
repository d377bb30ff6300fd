/** Python that is loaded while the app runs, and unloaded again. */

import { load, stats } from 'oro:extension'
import { attempt, button, card, Facts, h, note, panelOf, row, Said, stack } from 'oro:panel'

const NAME = 'words'
const TEXT = 'A page is a web page, a body is Python, and the page asks the body to count.'

class View {
  said = new Said()
  facts = new Facts()
  result = new Facts()
  #text = h('textarea', { value: TEXT, 'aria-label': 'Text' })
  #toggle = button('Load', () => this.toggle(), true)
  #count = button('Count', () => this.count(this.#text.value))
  /** @type {import('oro:extension').Extension | null} */
  #loaded = null

  constructor () {
    this.element = stack(
      card('Extension “words”', 'extensions/words.py', this.facts.element, row(this.#toggle), this.said.element),
      card('Ask it', '', this.#text, row(this.#count), this.result.element),
      note('Its routes are there as long as it is loaded. Change the file, unload it and load it again: it is the new one.'))
    this.result.set({ Words: '–' })
  }

  async begin () {
    await this.#show()
  }

  get loaded () {
    return this.#loaded !== null
  }

  /** Load it, or unload it. */
  async toggle () {
    const outcome = await this.said.of(async () => {
      if (this.#loaded) await this.#loaded.unload()
      this.#loaded = this.#loaded ? null : await load(NAME)
    }, () => '')
    await this.#show()
    return outcome
  }

  /** @param {string} text */
  async count (text) {
    return this.said.of(async () => {
      const { err, data } = await (this.#loaded?.binding ?? (await import('oro:extension')).binding(NAME)).count({ text })
      if (err) throw err
      this.result.set({ Words: String(data.words), Letters: String(data.letters), 'Used most': data.most.join(', ') || '–' })
      return data
    }, () => '')
  }

  async #show () {
    const { loaded } = await stats()
    const { version = '–', type = '–' } = this.#loaded ?? {}
    this.#toggle.textContent = this.#loaded ? 'Unload' : 'Load'
    this.facts.set({ Loaded: this.#loaded ? 'yes' : 'no', Version: version, Kind: type === 'shared' ? 'Python, in the host’s process' : type, 'Extensions in all': String(loaded) })
  }
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('has no routes before it is loaded', async () => {
    if (view.loaded) await view.toggle()
    const { error } = await view.count('one two')
    return [error?.code === 'NOT_FOUND_ERR', error?.message]
  })
  yield await attempt('loads and counts', async () => {
    await view.toggle()
    const { value, error } = await view.count('one two one')
    return [value?.words === 3 && value.most[0] === 'one' && view.result.text.includes('3'), error?.message ?? `${value?.words} words`]
  })
  yield await attempt('unloads and loads again', async () => {
    await view.toggle()
    const gone = !view.loaded
    await view.toggle()
    const { value } = await view.count('again')
    return [gone && value?.words === 1, 'it is back']
  })
}

export const panel = panelOf({
  id: 'extension',
  title: 'Extensions',
  summary: 'Python that a page loads while the app runs, through the plugin oro-extension.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"><path d="M3.500 3.500h5.500v5.500H3.500zM3.500 11.500h5.500V17H3.500zM11.500 11.500H17V17h-5.500zM14.200 3v6M11.200 6h6"/></svg>',
  order: 28,
  group: 'The host'
}, { View, checks })
