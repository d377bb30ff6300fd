/** Models. */

import { ask, loaded } from '../call.js'

/**
 * @typedef {object} ModelOptions
 * @property {string} name a file of the app's folder of models, with or without `.gguf`
 * @property {string} [directory] a folder that is searched before it
 * @property {number} [gpuLayerCount] layers the GPU holds, -1 for all; the configured number when left out
 */

/** @typedef {{ id: string, name: string, loaded: boolean, filename: string, options: { directory: string, gpuLayerCount: number } }} ModelInfo */

/** A model. One file is loaded once, however many of these there are. */
export class Model {
  /** Unique while the model is loaded; empty before and after. */
  id = ''
  /** The file's path, once it is loaded. */
  filename = ''

  /**
   * Load a model.
   * @param {string | ModelOptions} options a string is its name
   * @param {{ signal?: AbortSignal }} [call] aborting gives up waiting; the model is loaded all the same
   * @returns {Promise<Model>} rejects with a NotFoundError when there is no such file, or with the error that says
   *   why it cannot be used
   */
  static load (options, call) {
    return new Model(options).load(call)
  }

  /**
   * Find all models that are loaded.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Model[]>}
   */
  static async list (call) {
    const all = await ask('ai.llm.model.list', {}, call)
    return all.map((/** @type {ModelInfo} */ info) => new Model(info.name).#take(info))
  }

  /**
   * Ask which files could be loaded by their names alone.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<{ engine: string | null, files: string[] }>} `engine` is the version of llama-cpp-python, or
   *   null where it is not installed and nothing can be loaded
   */
  static available (call) {
    return ask('ai.llm.model.available', {}, call)
  }

  /** @param {string | ModelOptions} options a string is its name */
  constructor (options) {
    const { name, directory, gpuLayerCount } = typeof options === 'string' ? { name: options } : options
    if (typeof name !== 'string' || !name) throw new TypeError('Cannot make a model: expected the name of a file')
    this.name = name
    /** @type {{ directory?: string, gpuLayerCount?: number }} */
    this.options = { directory, gpuLayerCount }
  }

  get loaded () {
    return this.id !== ''
  }

  /**
   * Load it, unless it is.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<this>} see `Model.load()`
   */
  async load (call) {
    if (this.loaded) return this
    return this.#take(await ask('ai.llm.model.load', { name: this.name, ...this.options }, call))
  }

  /**
   * End what it generates, for every page, and give its memory back.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async unload (call) {
    await ask('ai.llm.model.unload', { name: loaded(this.id, 'model') }, call)
    this.id = ''
  }

  /** @param {ModelInfo} info */
  #take (info) {
    this.id = info.id
    this.name = info.name
    this.filename = info.filename
    this.options = info.options
    return this
  }
}
