/** LoRA adapters. */

import { ask, loaded } from '../call.js'
import { LoRAAttachment } from './attachment.js'
import { Model } from './model.js'

/** @typedef {import('./context.js').Context} Context */

/**
 * @typedef {object} LoRAOptions
 * @property {Model | string} model a model, or the id or name of one that is loaded
 * @property {string} name a file of the app's folder of adapters, with or without `.gguf`
 * @property {string} [directory] a folder that is searched before it
 */

/** @typedef {{ id: string, name: string, loaded: boolean, filename: string, options: { directory: string, model: string } }} LoRAInfo */

/** An adapter of a model. Unloading the model unloads it. */
export class LoRA {
  /** Unique while the adapter is loaded; empty before. */
  id = ''
  /** The file's path, once it is loaded. */
  filename = ''

  /**
   * Load an adapter.
   * @param {LoRAOptions} options
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<LoRA>} rejects with a NotFoundError when there is no such file or model, or with the error that
   *   says why the adapter cannot be used
   */
  static load (options, call) {
    return new LoRA(options).load(call)
  }

  /**
   * Return all loaded adapters.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<LoRA[]>}
   */
  static async list (call) {
    const all = await ask('ai.llm.lora.list', {}, call)
    return all.map((/** @type {LoRAInfo} */ info) => new LoRA({ name: info.name, model: info.options.model }).#take(info))
  }

  /** @param {LoRAOptions} options */
  constructor ({ model, name, directory }) {
    if (!model || typeof name !== 'string' || !name) throw new TypeError('Cannot make a LoRA adapter: expected a model and the name of a file')
    this.model = model
    this.name = name
    this.directory = directory
  }

  get loaded () {
    return this.id !== ''
  }

  /**
   * Load the adapter, unless it is loaded already, and its model first if necessary.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<this>} see `LoRA.load()`
   */
  async load (call) {
    if (this.loaded) return this
    const model = this.model instanceof Model ? (await this.model.load(call)).id : this.model
    return this.#take(await ask('ai.llm.lora.load', { model, name: this.name, directory: this.directory }, call))
  }

  /**
   * Let a context generate with it, from its next prompt on.
   * @param {Context} context a loaded one of the same model
   * @param {{ scale?: number, signal?: AbortSignal }} [options] `scale` is 1 unless given
   * @returns {Promise<LoRAAttachment>}
   */
  attach (context, { scale, signal } = {}) {
    loaded(this.id, 'LoRA adapter')
    return new LoRAAttachment(this, context, scale).attach({ signal })
  }

  /** @param {LoRAInfo} info */
  #take (info) {
    this.id = info.id
    this.name = info.name
    this.filename = info.filename
    return this
  }
}
