/**
 * A panel that asks the documents of a folder.
 * @module
 */

import { attempt, button, card, Facts, field, h, honest, note, panelOf, row, stack } from 'oro:panel'
import { open } from '../search.js'

const style = `
.search-found { display: grid; gap: .9rem; }
.search-found header { display: flex; gap: .8rem; align-items: baseline; flex-wrap: wrap; }
.search-found p { margin: .2rem 0 0; white-space: pre-line; max-height: 8.5rem; overflow: auto; overflow-wrap: anywhere; }
`

class View {
  state = new Facts()
  found = h('div.search-found')
  /** @type {import('../search.js').Index | null} */
  #index = null
  /** @type {(() => void)[]} */
  #offs = []
  #folder = field('Folder', `${location.origin}/`)
  #question = field('Question', 'how long each slice takes')

  constructor () {
    this.element = stack(
      card('A folder', 'of documents: text, Markdown, HTML, PDF, Word, source code',
        row(this.#folder, button('Index', () => this.index(), true))),
      card('Ask', 'words or a sentence', row(this.#question, button('Search', () => this.search(), true)), this.found),
      card('The index', 'followed while this panel is open', this.state.element),
      note('Without a model, passages are found by their words. search_model names one that finds them by meaning, too.'))
  }

  async end () {
    await this.#close()
  }

  /** Index the folder, and follow it. */
  async index () {
    try {
      await this.#close()
      this.#index = await open(this.#folder.value, {
        live: true,
        onprogress: ({ done, total, path }) => this.state.set({ Reading: total ? `${done} of ${total}: ${path}` : 'looks at the folder' })
      })
      this.#offs.push(this.#index.onchange(() => this.#look()))
      return { value: await this.#look() }
    } catch (error) {
      this.state.set({ 'Not indexed': /** @type {Error} */ (error).message })
      return { error }
    }
  }

  /** Ask the question. */
  async search () {
    try {
      if (!this.#index) {
        const { error } = await this.index()
        if (error || !this.#index) return { error }
      }
      const results = await this.#index.search(this.#question.value, { limit: 5 })
      this.found.replaceChildren(...results.passages.map(shown))
      if (!results.passages.length) this.found.textContent = 'Nothing was found'
      return { value: results }
    } catch (error) {
      this.found.textContent = /** @type {Error} */ (error).message
      return { error }
    }
  }

  async #look () {
    if (!this.#index) return null
    const status = await this.#index.status()
    this.state.set({
      Folder: status.folder,
      Files: `${status.files.toLocaleString('en')} with ${status.passages.toLocaleString('en')} passages`,
      'Left out': status.problems.slice(0, 5).map(({ file, reason }) => `${file}: ${reason}`).join('; ') || 'none',
      Model: status.model ? `${status.model}, ${status.dimensions} dimensions` : 'none: words only'
    })
    return status
  }

  async #close () {
    for (const off of this.#offs.splice(0)) off()
    const index = this.#index
    this.#index = null
    await index?.close()
  }
}

/** @param {import('../search.js').Passage} passage */
function shown ({ place, heading, text, marks, by }) {
  const parts = []
  let at = 0
  for (const [begin, end] of marks) {
    parts.push(text.slice(at, begin), h('mark', { textContent: text.slice(begin, end) }))
    at = end
  }
  return h('article', {},
    h('header', {}, h('strong', { textContent: place }), h('small', { textContent: [heading, by.join(' and ')].filter(Boolean).join(' · ') })),
    h('p', {}, ...parts, text.slice(at)))
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('indexes its own documents, or says why not', async () => {
    const outcome = await view.index()
    return honest(outcome, view.state.text)
  })
  yield await attempt('finds a line of them, or says why not', async () => {
    const outcome = await view.search()
    const passages = outcome.value?.passages
    if (!passages) return honest(outcome, '')
    return [passages.some(({ file, line }) => file === 'README.md' && Number(line) > 1), passages.map(({ place }) => place).join(', ')]
  })
}

export const panel = panelOf({
  id: 'search',
  title: 'Documents',
  summary: 'Questions to a folder of documents, answered with file, page and line, through the plugin oro-search.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M11 17H4.500A1.500 1.500 0 0 1 3 15.500v-12A1.500 1.500 0 0 1 4.500 2H10l4 4v2M6 8h3M6 11h2"/><circle cx="13" cy="13" r="3"/><path d="m15.300 15.300 2.200 2.200"/></svg>',
  order: 37,
  group: 'Node'
}, { View, style, checks })

export default panel
