/** A conversation with one context. */

import { ask, loaded } from '../call.js'
import { Context, wishes } from '../llm/context.js'
import { Answer } from './answer.js'
import { Inbox } from './inbox.js'
import { Message } from './message.js'
import { partsOf } from './parts.js'

/** @typedef {import('../llm/context.js').ContextOptions} ContextOptions */
/** @typedef {import('../llm/context.js').GenerateOptions} GenerateOptions */
/** @typedef {{ id: string, model: string, messages: number }} SessionInfo `messages` is the number of messages */

/** @typedef {GenerateOptions & { files?: Iterable<Blob | string> }} MessageOptions `files` are images and audio, or `data:` URLs of images, for models that read them */

/** Milliseconds to wait for the rest of an answer. */
const PATIENCE = 2000

/** @typedef {{ system?: string }} SessionOptions `system` is the system prompt */

/** A conversation with one context, whose id it has. */
export class Session {
  /** @type {Inbox | null} */
  #inbox = null
  /** @type {Answer | null} */
  #answer = null
  #busy = false
  #system

  /** @param {({ context: Context } | ContextOptions) & SessionOptions} options a context, or the options to make one */
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
   * Load its context, set the system prompt, and connect the receiver of its text.
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
   * Delete the conversation and its context.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async unload (call) {
    await this.context.unload(call)
    this.#inbox?.close()
    this.#inbox = this.#answer = null
  }

  /**
   * Set the system prompt, from the next answer on.
   * @param {string} text in place of the system prompt before; empty removes it
   * @param {{ signal?: AbortSignal }} [call]
   */
  async instruct (text, { signal } = {}) {
    const id = loaded(this.id, 'session')
    this.#system = String(text)
    await ask('ai.chat.session.system', { id }, { body: this.#system, signal })
  }

  /**
   * Send a message and read the answer as it comes. Leaving the loop stops it; the part generated so far stays.
   * @param {string | Message} prompt
   * @param {MessageOptions} [options]
   * @returns {AsyncGenerator<string, void, void>} rejects with an AbortError, or the route's error; that of an upstream
   *   names it, as `upstream` and in its message, after what it has said
   */
  async * message (prompt, options) {
    const files = [...options?.files ?? []]
    const said = files.length ? JSON.stringify(await partsOf(String(prompt), files)) : prompt
    yield * this.#told('ai.chat.session.message', said, options, files.length ? { parts: true } : {})
  }

  /**
   * Continue a text without changing the history. Otherwise the same as `message()`.
   * @param {string} prompt
   * @param {GenerateOptions} [options]
   * @returns {AsyncGenerator<string, void, void>}
   */
  generate (prompt, options) {
    return this.#told('ai.chat.session.generate', prompt, options)
  }

  /**
   * Return the system prompt and the messages since.
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
   * @param {Record<string, any>} [more] further parameters
   * @returns {AsyncGenerator<string, void, void>}
   */
  async * #told (route, prompt, { signal, antiprompts, maxTokens } = {}, more = {}) {
    const params = { id: loaded(this.id, 'session'), ...wishes(antiprompts, maxTokens), ...more }
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
    } catch (/** @type {any} */ error) {
      // What an upstream said before it failed may come after the error.
      if (error.upstream && !answer.ended) await Promise.race([answer.drained(), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
      return answer.fail(error)
    }
    answer.done()
    if (!answer.ended) setTimeout(() => answer.lose(), PATIENCE)
  }

  /** Wait until no more text of a cancelled answer can arrive. */
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
