/** Contexts: what a model has read for one page, and goes on from. */

import { stream } from 'oro:ipc'
import { ask, loaded } from '../call.js'
import { events } from '../events.js'
import { Model } from './model.js'

/**
 * @typedef {object} ContextOptions
 * @property {Model | string} model a model, or the id or name of one that is loaded
 * @property {string} [id] one of the caller's choice
 * @property {number} [size] tokens it holds; the model's own number when left out
 * @property {number} [temp] temperature; 0 always takes the likeliest token. What is left out is as configured
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

/** A context of this page. It goes with the page at the latest. */
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

  /** The model, or what it was called by. */
  get model () {
    return this.#model
  }

  get loaded () {
    return this.id !== ''
  }

  /**
   * Make it, unless that is done; a model that is not loaded is loaded first.
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
   * End what it generates and forget what it has read.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async unload (call) {
    await ask('ai.llm.context.destroy', { id: loaded(this.id, 'context') }, call)
    this.id = ''
  }

  /**
   * Ask how it was made and how much of it is used.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Stats>}
   */
  stats (call) {
    return ask('ai.llm.context.stats', { id: loaded(this.id, 'context') }, call)
  }

  /**
   * Read out what it has read, for `restore()` of this context or one like it, in this run of the app or a later one.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Uint8Array<ArrayBuffer>>} rejects while it generates
   */
  async dump (call) {
    return new Uint8Array(await ask('ai.llm.context.dump', { id: loaded(this.id, 'context') }, call))
  }

  /**
   * Have it have read what was dumped, without reading it.
   * @param {Uint8Array | ArrayBuffer} bytes
   * @param {{ signal?: AbortSignal }} [call]
   */
  async restore (bytes, { signal } = {}) {
    await ask('ai.llm.context.restore', { id: loaded(this.id, 'context') }, { signal, body: bytes })
  }

  /**
   * Continue a text. What the context has read of it already is not read again; leaving the loop ends it.
   *
   *     for await (const text of context.generate('Once upon a time')) { ... }
   *
   * @param {string} prompt all that is to be continued
   * @param {GenerateOptions} [options]
   * @returns {AsyncGenerator<string, Ending, void>} pieces of text as they come
   */
  async * generate (prompt, { signal, antiprompts, maxTokens } = {}) {
    const leaving = new AbortController()
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal
    /** @type {Record<string, any>} */
    const params = { id: loaded(this.id, 'context'), prompt: String(prompt), ...wishes(antiprompts, maxTokens) }
    try {
      const { body } = await stream('ai.llm.context.generate', params, { signal: either })
      for await (const event of events(body)) {
        if (event.text) yield event.text
        else if (event.reason) return event
      }
    } finally {
      leaving.abort()
    }
    throw new TypeError('Cannot generate: the answer ended without a reason')
  }
}

/**
 * What a route that generates is told of it.
 * @param {string[]} [antiprompts]
 * @param {number} [maxTokens]
 * @returns {{ antiprompts?: string, maxTokens?: number }}
 */
export function wishes (antiprompts, maxTokens) {
  return { ...antiprompts && { antiprompts: antiprompts.join(SEPARATOR) }, ...maxTokens !== undefined && { maxTokens } }
}
