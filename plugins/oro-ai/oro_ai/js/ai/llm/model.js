/** Models. */

import { ask, loaded } from '../call.js'

/**
 * @typedef {object} ModelOptions
 * @property {string} name a file of the app's folder of models, with or without `.gguf`, or a model of an upstream
 * @property {string} [directory] a folder that is searched before it
 * @property {number} [gpuLayerCount] layers the GPU holds, -1 for all; the configured number when left out
 */

/** @typedef {{ id: string, name: string, loaded: boolean, filename: string, options: { directory: string, gpuLayerCount: number } }} ModelInfo */

/** A model. Several objects for the same file share one loaded model. */
export class Model {
  /** Unique while the model is loaded; empty before and after. */
  id = ''
  /** The file's path, once it is loaded; empty for a model of an upstream. */
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
   * Return all loaded models.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<Model[]>}
   */
  static async list (call) {
    const all = await ask('ai.llm.model.list', {}, call)
    return all.map((/** @type {ModelInfo} */ info) => new Model(info.name).#take(info))
  }

  /**
   * Return the models that can be loaded by name.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<{ engine: string | null, files: string[], upstreams: string[], rpc: boolean }>} `engine` is the
   *   version of llama-cpp-python, or null where it is not installed and no file can be loaded; `upstreams` are models
   *   elsewhere; `rpc` whether the engine was built for llama.cpp's RPC workers
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
   * Load the model, unless it is loaded already.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<this>} see `Model.load()`
   */
  async load (call) {
    if (this.loaded) return this
    return this.#take(await ask('ai.llm.model.load', { name: this.name, ...this.options }, call))
  }

  /**
   * Stop its generation for every page, and free its memory.
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
