/** The card of the conversation. */

import { h } from 'oro:panel'
import { Chat } from '../chat.js'
import { countTokens } from './endpoint.js'

/** @typedef {import('../llm/model.js').Model} Model */
/** @typedef {{ text: string, tokens: number, first: number, seconds: number, stopped: boolean }} Figures `first` are milliseconds until the first piece came, `seconds` those after it */

const SIZE = 2048

export class Talk {
  /** @type {Chat | null} */
  chat = null
  /** @type {Figures | null} */
  figures = null
  #gone
  #said = h('div.lm-said', { 'aria-live': 'polite', role: 'log' })
  #field = h('textarea.lm-field', { rows: 1, placeholder: 'Say something', 'aria-label': 'Say something', disabled: true })
  #files = h('input', { type: 'file', accept: 'image/jpeg,image/png,image/gif,image/bmp,image/webp', multiple: true, 'aria-label': 'Images', hidden: true })
  #button = h('button.primary', { type: 'submit', textContent: 'Send', disabled: true })
  #facts = h('span')

  /** @param {AbortSignal} gone */
  constructor (gone) {
    this.#gone = gone
    const form = h('form.lm-ask', {}, this.#field, this.#files, this.#button)
    form.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault()
      if (this.chat?.answering) this.chat.stop()
      else this.say(this.#field.value.trim(), { maxTokens: -1, files: [...this.#files.files ?? []] })
    }
    this.#field.onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      if (!this.chat?.answering) form.requestSubmit()
    }
    this.element = h('section.lm-card.lm-talk', {}, h('div.lm-title', {}, h('b', { textContent: 'Conversation' }), this.#facts), this.#said, form)
    this.explain('Load a model to talk to it.')
  }

  /** The text shown of the conversation. */
  get text () {
    return this.#said.textContent
  }

  /**
   * Begin a conversation in place of the one before.
   * @param {Model} model
   */
  async begin (model) {
    await this.end()
    try {
      const size = model.filename ? SIZE : undefined // an upstream decides itself
      this.chat = await new Chat({ model, size }).load({ signal: this.#gone })
    } catch (/** @type {any} */ error) {
      return this.explain(error.message)
    }
    this.#said.replaceChildren(h('p.lm-hint', { textContent: `${model.name} is listening.` }))
    this.#facts.textContent = this.chat.session.overConduit ? 'text comes over Conduit' : 'text comes as events'
    this.#files.hidden = model.vision === false || (model.vision === null && Boolean(model.filename))
    this.#enable(true)
  }

  /** Forget the conversation. */
  async end () {
    const { chat } = this
    this.chat = this.figures = null
    this.#enable(false)
    chat?.stop()
    await chat?.unload().catch(() => {}) // deleted with its model already
  }

  /**
   * Show why there is no conversation.
   * @param {string} why
   */
  explain (why) {
    this.#said.replaceChildren(h('p.lm-hint', { textContent: why }))
    this.#facts.textContent = ''
  }

  /**
   * @param {string} said
   * @param {import('../chat/session.js').MessageOptions} [options]
   * @returns {Promise<Figures | null>} null when there was no conversation
   */
  async say (said, options = { maxTokens: -1 }) {
    const { chat } = this
    if (!chat || !said || chat.answering) return null
    this.#field.value = this.#files.value = ''
    this.#button.textContent = 'Stop'
    const answer = h('p.lm-model')
    const count = [...options.files ?? []].length
    this.#said.append(h('p.lm-person', { textContent: count ? `${said} (${count === 1 ? 'an image' : `${count} images`})` : said }), answer)
    try {
      this.figures = await this.#heard(chat, said, options, answer)
      this.#show(this.figures)
    } catch (/** @type {any} */ error) {
      answer.classList.add('lm-bad')
      answer.textContent = error.message
    }
    this.#button.textContent = 'Send'
    return this.figures
  }

  /**
   * @param {Chat} chat
   * @param {string} said
   * @param {import('../chat/session.js').MessageOptions} options
   * @param {HTMLElement} answer
   * @returns {Promise<Figures>}
   */
  async #heard (chat, said, options, answer) {
    const asked = performance.now()
    let began = 0
    let stopped = false
    try {
      for await (const text of chat.message(said, options)) {
        began ||= performance.now()
        answer.append(text)
        this.#said.scrollTop = this.#said.scrollHeight
        this.#facts.textContent = `${((performance.now() - asked) / 1000).toFixed(1)} s`
      }
    } catch (/** @type {any} */ error) {
      if (error.name !== 'AbortError') throw error
      stopped = true
    }
    const ended = performance.now()
    const text = answer.textContent ?? ''
    const tokens = text && chat.model.filename ? await countTokens(chat.model.name, text, this.#gone) : 0
    return { text, tokens, first: (began || ended) - asked, seconds: began ? (ended - began) / 1000 : 0, stopped }
  }

  /** @param {Figures} figures */
  #show ({ tokens, first, seconds, stopped }) {
    const rate = seconds > 0 && tokens > 1 ? `${((tokens - 1) / seconds).toFixed(0)} tokens/s` : ''
    this.#facts.textContent = [`first after ${first.toFixed(0)} ms`, tokens ? `${tokens} tokens` : '', rate, stopped ? 'stopped' : ''].filter(Boolean).join(' · ')
  }

  /** @param {boolean} able */
  #enable (able) {
    this.#field.disabled = this.#button.disabled = !able
  }
}
