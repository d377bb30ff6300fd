/** Contexts: the text a model has read for one page and can continue. */

import { maybeMakeError, serverSentEvents, stream } from 'oro:ipc'
import { ask, loaded } from '../call.js'
import { Model } from './model.js'

/**
 * @typedef {object} ContextOptions
 * @property {Model | string} model a model, or the id or name of one that is loaded
 * @property {string} [id] one of the caller's choice
 * @property {number} [size] tokens it holds; the model's own number when left out. Refused for a model of an upstream
 * @property {number} [temp] temperature; 0 always takes the likeliest token. The configured value when left out
 * @property {number} [minP] leaves out tokens less likely than this part of the likeliest
 * @property {number} [topK] leaves out all but so many tokens; 0 is no limit
 * @property {number} [topP] leaves out the unlikeliest tokens that together are above this
 */

/**
 * @typedef {object} GenerateOptions
 * @property {AbortSignal} [signal] aborting rejects with an AbortError; nothing is generated any more
 * @property {string[]} [antiprompts] texts before which it ends
 * @property {number} [maxTokens] the configured number when left out; -1 for as many as the context holds
 */

/** @typedef {{ id: string, scale: number }} AttachedInfo */
/** @typedef {{ prompt: number, cached: number, completion: number }} Usage tokens; `cached` of the prompt were not read again */
/** @typedef {{ reason: 'stop' | 'length', stop: string | null, usage: Usage }} Ending why it ended; `stop` is the antiprompt that was met */
/** @typedef {{ id: string, size: number, used: number, model: string, lora: AttachedInfo[], options: Required<Pick<ContextOptions, 'size' | 'minP' | 'temp' | 'topK' | 'topP'>> }} Stats `used` are tokens it has read */

/** Joins antiprompts. */
const SEPARATOR = '\x01'

/** A context of this page. Closing the page destroys it. */
export class Context {
  /** Empty before it is loaded and after it was unloaded. */
  id = ''
  #chosen
  #model
  #options

  /** @param {ContextOptions} options */
  constructor ({ model, id, ...options }) {
    if (!model) throw new TypeError('Cannot make a context: expected a model')
    this.#model = model
    this.#chosen = id
    this.#options = options
  }

  /** The model, or the id or name it was given as. */
  get model () {
    return this.#model
  }

  get loaded () {
    return this.id !== ''
  }

  /**
   * Make the context, unless it is made already, and load its model first if necessary.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<this>} rejects with a NotFoundError when there is no such model
   */
  async load (call) {
    if (this.loaded) return this
    const model = this.#model instanceof Model ? (await this.#model.load(call)).id : this.#model
    const made = await ask('ai.llm.context.create', { model, id: this.#chosen, ...this.#options }, call)
    this.id = made.id
    return this
  }

  /**
   * Stop generating and delete the context.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async unload (call) {
    await ask('ai.llm.context.destroy', { id: loaded(this.id, 'context') }, call)
    this.id = ''
  }

  /**
   * Return its options and how much of it is used.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Stats>}
   */
  stats (call) {
    return ask('ai.llm.context.stats', { id: loaded(this.id, 'context') }, call)
  }

  /**
   * Return its cache, for `restore()` of this context or one of the same model, in this or a later run of the app.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Uint8Array<ArrayBuffer>>} rejects while it generates
   */
  async dump (call) {
    return new Uint8Array(await ask('ai.llm.context.dump', { id: loaded(this.id, 'context') }, call))
  }

  /**
   * Restore a dumped cache instead of reading the text again.
   * @param {Uint8Array | ArrayBuffer} bytes
   * @param {{ signal?: AbortSignal }} [call]
   */
  async restore (bytes, { signal } = {}) {
    await ask('ai.llm.context.restore', { id: loaded(this.id, 'context') }, { signal, body: bytes })
  }

  /**
   * Continue a text. The part the context has read already is not read again; leaving the loop stops it.
   *
   *     for await (const text of context.generate('Once upon a time')) { ... }
   *
   * @param {string} prompt the whole text to continue
   * @param {GenerateOptions} [options]
   * @returns {AsyncGenerator<string, Ending, void>} pieces of text as they come; where an upstream fails, the error
   *   names it, after what it has said
   */
  async * generate (prompt, { signal, antiprompts, maxTokens } = {}) {
    const leaving = new AbortController()
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal
    /** @type {Record<string, any>} */
    const params = { id: loaded(this.id, 'context'), prompt: String(prompt), ...wishes(antiprompts, maxTokens) }
    try {
      const { body } = await stream('ai.llm.context.generate', params, { signal: either })
      for await (const { data } of serverSentEvents(body)) {
        const event = JSON.parse(data)
        if (event.text) yield event.text
        else if (event.reason) return event
        else if (event.err) throw maybeMakeError(event.err)
      }
    } finally {
      leaving.abort()
    }
    throw new TypeError('Cannot generate: the answer ended without a reason')
  }
}

/**
 * Return the options as parameters of a route that generates.
 * @param {string[]} [antiprompts]
 * @param {number} [maxTokens]
 * @returns {{ antiprompts?: string, maxTokens?: number }}
 */
export function wishes (antiprompts, maxTokens) {
  return { ...antiprompts && { antiprompts: antiprompts.join(SEPARATOR) }, ...maxTokens !== undefined && { maxTokens } }
}
