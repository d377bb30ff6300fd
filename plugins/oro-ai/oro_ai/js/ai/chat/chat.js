/** A model to talk to. */

import { ask } from '../call.js'
import { Model } from '../llm/model.js'
import { ChatMessageEvent } from './event.js'
import { Message } from './message.js'
import { Session } from './session.js'

/** @typedef {import('../llm/context.js').ContextOptions} ContextOptions */
/** @typedef {import('../llm/context.js').GenerateOptions} GenerateOptions */
/** @typedef {import('./session.js').MessageOptions} MessageOptions */
/** @typedef {import('./session.js').SessionInfo} SessionInfo */
/** @typedef {import('./session.js').SessionOptions} SessionOptions */
/** @typedef {Omit<ContextOptions, 'model'> & SessionOptions & { model: Model | string, directory?: string, gpuLayerCount?: number }} ChatOptions a model that is no Model is the name of a file */

/** Dispatches `message`, a ChatMessageEvent, for every piece of an answer. */
export class Chat extends EventTarget {
  /** @type {((event: ChatMessageEvent) => void) | null} */
  onmessage = null
  /** @type {AbortController | null} */
  #answering = null

  /**
   * Find the conversations of this page.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<SessionInfo[]>}
   */
  static list (call) {
    return ask('ai.chat.list', {}, call)
  }

  /** @param {ChatOptions} options */
  constructor ({ model, directory, gpuLayerCount, ...context }) {
    super()
    this.model = model instanceof Model ? model : new Model({ name: model, directory, gpuLayerCount })
    this.session = new Session({ ...context, model: this.model })
    this.addEventListener('message', (event) => this.onmessage?.(/** @type {ChatMessageEvent} */ (event)))
  }

  get id () {
    return this.session.id
  }

  get loaded () {
    return this.session.loaded
  }

  /** Whether an answer is coming. */
  get answering () {
    return this.session.answering
  }

  /**
   * Load the model, unless it is loaded already, and begin a conversation.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<this>} rejects as `Model.load()` does
   */
  async load (call) {
    await this.session.load(call)
    return this
  }

  /**
   * End the conversation. The model stays loaded.
   * @param {{ signal?: AbortSignal }} [call]
   */
  unload (call) {
    return this.session.unload(call)
  }

  /**
   * Set the system prompt, from the next answer on.
   * @param {string} text in place of the system prompt before; empty removes it
   * @param {{ signal?: AbortSignal }} [call]
   */
  instruct (text, call) {
    return this.session.instruct(text, call)
  }

  /**
   * Send a message and read the answer as it comes.
   *
   *     for await (const text of chat.message('What is this?', { files: input.files })) { ... }
   *
   * @param {string | Message} prompt
   * @param {MessageOptions} [options]
   * @returns {AsyncGenerator<string, void, void>} rejects with an AbortError when `stop()` ends it or the signal
   */
  async * message (prompt, { signal, ...options } = {}) {
    const { session } = this
    const stopping = new AbortController()
    if (!session.answering) this.#answering = stopping
    const either = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal
    let whole = ''
    try {
      for await (const text of session.message(prompt, { ...options, signal: either })) {
        whole += text
        this.dispatchEvent(new ChatMessageEvent('message', { data: text, session }))
        yield text
      }
      this.dispatchEvent(new ChatMessageEvent('message', { data: whole, session, complete: true }))
    } finally {
      if (this.#answering === stopping) this.#answering = null
    }
  }

  /**
   * Send a message and wait for the whole answer.
   * @param {string | Message} prompt
   * @param {MessageOptions} [options]
   * @returns {Promise<Message>}
   */
  async send (prompt, options) {
    let content = ''
    for await (const text of this.message(prompt, options)) content += text
    return new Message({ role: 'assistant', content })
  }

  /** Stop the current answer, if there is one; the part generated so far stays in the history. */
  stop () {
    this.#answering?.abort()
  }

  /**
   * Return the system prompt and the messages since.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Message[]>}
   */
  history (call) {
    return this.session.history(call)
  }
}
