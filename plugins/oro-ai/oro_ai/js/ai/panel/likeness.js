/** The card that compares two sentences. */

import { h } from 'oro:panel'
import { compare } from './endpoint.js'

/** @typedef {import('../llm/model.js').Model} Model */

const EXAMPLES = ['A man is eating food.', 'Somebody has a piece of bread.']

export class Likeness {
  /** @type {Model | null} */
  #model = null
  #gone
  #fields = EXAMPLES.map((value, at) => h('textarea.lm-field', { value, rows: 2, 'aria-label': `Sentence ${at + 1}` }))
  #button = h('button', { textContent: 'Compare', disabled: true })
  #number = h('output.lm-number')
  #bar = h('i')
  #note = h('p.lm-hint', { textContent: 'Load a model to compare.' })

  /** @param {AbortSignal} gone */
  constructor (gone) {
    this.#gone = gone
    this.#button.onclick = () => this.compare()
    this.element = h('section.lm-card.lm-like', {}, h('div.lm-title', {}, h('b', { textContent: 'Two sentences' })),
      h('div.lm-pad', {}, ...this.#fields, this.#button, this.#number, h('div.lm-bar', {}, this.#bar), this.#note))
  }

  /** The text shown below the number. */
  get text () {
    return this.#note.textContent
  }

  /** @param {Model | null} model */
  use (model) {
    this.#model = model
    this.#button.disabled = !model
    this.#show(null, model ? `How near they are to ${model.name}: 1 is the same, 0 has nothing in common.` : 'Load a model to compare.')
  }

  /**
   * @param {string} [one] the text of the first field unless given
   * @param {string} [other]
   * @returns {Promise<number | null>} null when they cannot be compared
   */
  async compare (one, other) {
    if (one !== undefined) this.#fields[0].value = one
    if (other !== undefined) this.#fields[1].value = other
    if (!this.#model) return null
    this.#button.disabled = true
    try {
      const { similarity, dimensions } = await compare(this.#model.name, [this.#fields[0].value, this.#fields[1].value], this.#gone)
      this.#show(similarity, `${dimensions} numbers for each sentence, by ${this.#model.name}`)
      return similarity
    } catch (/** @type {any} */ error) {
      this.#show(null, error.message)
      return null
    } finally {
      this.#button.disabled = false
    }
  }

  /**
   * @param {number | null} similarity
   * @param {string} note
   */
  #show (similarity, note) {
    this.#number.textContent = similarity === null ? '' : similarity.toFixed(3)
    this.#bar.style.width = `${Math.max(similarity ?? 0, 0) * 100}%`
    this.#note.textContent = note
  }
}
