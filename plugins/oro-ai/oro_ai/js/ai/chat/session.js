/** A conversation with one context. */

import { ask, loaded } from '../call.js'
import { Context, wishes } from '../llm/context.js'
import { Answer } from './answer.js'
import { Inbox } from './inbox.js'
import { Message } from './message.js'

/** @typedef {import('../llm/context.js').ContextOptions} ContextOptions */
/** @typedef {import('../llm/context.js').GenerateOptions} GenerateOptions */
/** @typedef {{ id: string, model: string, messages: number }} SessionInfo `messages` is how many were said */

/** Milliseconds after which the rest of an answer is not waited for any more. */
const PATIENCE = 2000

/** @typedef {{ system?: string }} SessionOptions `system` is what the model is told before anything is said */

/** What is said to a context, and what it answers. It has the context's id. */
export class Session {
  /** @type {Inbox | null} */
  #inbox = null
  /** @type {Answer | null} */
  #answer = null
  #busy = false
  #system

  /** @param {({ context: Context } | ContextOptions) & SessionOptions} options a context, or what one is made of */
  constructor ({ system = '', ...options }) {
    this.context = 'context' in options ? options.context : new Context(options)
    this.#system = system
  }

  /** Empty before it is loaded and after it was unloaded. */
  get id () {
    return this.context.id
  }

  get loaded () {
    return this.context.loaded
  }

  /** Whether an answer is coming. */
  get answering () {
    return this.#busy
  }

  /** Whether text comes over Conduit. */
  get overConduit () {
    return this.#inbox?.overConduit === true
  }

  /**
   * Make its context, tell the model who it is, and open the way its text takes.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<this>} rejects with a NotFoundError when there is no such model
   */
  async load (call) {
    await this.context.load(call)
    if (this.#system) await this.instruct(this.#system, call)
    await this.#opened().ready()
    return this
  }

  /**
   * Forget what was said, and the context.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async unload (call) {
    await this.context.unload(call)
    this.#inbox?.close()
    this.#inbox = this.#answer = null
  }

  /**
   * Tell the model, from its next answer on, who it is and how it answers, before anything that was said.
   * @param {string} text in place of what it was told before; empty for nothing
   * @param {{ signal?: AbortSignal }} [call]
   */
  async instruct (text, { signal } = {}) {
    const id = loaded(this.id, 'session')
    this.#system = String(text)
    await ask('ai.chat.session.system', { id }, { body: this.#system, signal })
  }

  /**
   * Say something and read the answer as it comes. Leaving the loop ends it; what had been said by then stays.
   * @param {string | Message} prompt
   * @param {GenerateOptions} [options]
   * @returns {AsyncGenerator<string, void, void>} rejects with an AbortError, or the route's error
   */
  message (prompt, options) {
    return this.#told('ai.chat.session.message', prompt, options)
  }

  /**
   * Continue a text, of which the history does not hear. Else as `message()`.
   * @param {string} prompt
   * @param {GenerateOptions} [options]
   * @returns {AsyncGenerator<string, void, void>}
   */
  generate (prompt, options) {
    return this.#told('ai.chat.session.generate', prompt, options)
  }

  /**
   * Ask what the model was told, and what was said since.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Message[]>}
   */
  async history (call) {
    const said = await ask('ai.chat.session.history', { id: loaded(this.id, 'session') }, call)
    return said.map(Message.from)
  }

  /**
   * @param {string} route
   * @param {string | Message} prompt
   * @param {GenerateOptions} [options]
   * @returns {AsyncGenerator<string, void, void>}
   */
  async * #told (route, prompt, { signal, antiprompts, maxTokens } = {}) {
    const params = { id: loaded(this.id, 'session'), ...wishes(antiprompts, maxTokens) }
    if (this.#busy) throw new TypeError(`Cannot speak to session "${this.id}": it is answering`)
    this.#busy = true
    const leaving = new AbortController()
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal
    try {
      await this.#opened().ready()
      await this.#forgotten()
      const answer = this.#answer = new Answer(route)
      this.#call(answer, route, params, String(prompt), either)
      for (let text = await answer.next(); text !== null; text = await answer.next()) yield text
    } finally {
      leaving.abort()
      this.#busy = false
    }
  }

  /**
   * @param {Answer} answer
   * @param {string} route
   * @param {Record<string, any>} params
   * @param {string} body
   * @param {AbortSignal} signal
   */
  async #call (answer, route, params, body, signal) {
    try {
      await ask(route, params, { body, signal })
    } catch (error) {
      return answer.fail(error)
    }
    answer.done()
    if (!answer.ended) setTimeout(() => answer.lose(), PATIENCE)
  }

  /** Wait until nothing of an answer that was given up can come any more. */
  async #forgotten () {
    const answer = this.#answer
    if (!answer || answer.ended) return
    await Promise.race([answer.drained(), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
  }

  #opened () {
    this.#inbox ??= new Inbox(loaded(this.id, 'session'), (told) => this.#answer?.take(told))
    return this.#inbox
  }
}
