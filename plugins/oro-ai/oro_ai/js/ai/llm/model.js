/** Models. */

import { maybeMakeError, serverSentEvents, stream } from 'oro:ipc'
import { ask, loaded } from '../call.js'

/**
 * @typedef {object} ModelOptions
 * @property {string} name a file of the app's folder of models, with or without `.gguf`, or a model of an upstream
 * @property {string} [directory] a folder that is searched before it
 * @property {number} [gpuLayerCount] layers the GPU holds, -1 for all; the configured number when left out
 */

/** @typedef {{ id: string, name: string, loaded: boolean, filename: string, options: { directory: string, gpuLayerCount: number }, vision: boolean | null, audio: boolean | null }} ModelInfo */

/** @typedef {{ file: string, bytes: number, total: number | null }} PullProgress `total` is null while it is unknown */

/**
 * @typedef {object} PullOptions
 * @property {AbortSignal} [signal] aborting stops the download; a later one goes on from there
 * @property {string} [revision] a branch, tag or commit on the hub
 * @property {(progress: PullProgress) => void} [progress] called as bytes arrive, ten times a second at most
 */

/** @typedef {{ name: string, source: string }} SharedModel a model of the user's own, or of the program `source` */

/** A model. Several objects for the same file share one loaded model. */
export class Model {
  /** Unique while the model is loaded; empty before and after. */
  id = ''
  /** The file's path, once it is loaded; empty for a model of an upstream. */
  filename = ''
  /** @type {boolean | null} Whether it reads images, once it is loaded; null where that is not known, as of an upstream's. */
  vision = null
  /** @type {boolean | null} Whether it reads audio, likewise. */
  audio = null

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
   * @returns {Promise<{ engine: string | null, package: string | null, files: string[], shared: SharedModel[], upstreams: string[], rpc: boolean }>}
   *   `engine` is the version of `package`, which is oro-llama or llama-cpp-python; both are null where neither is
   *   installed and nothing can be loaded; `shared` is empty unless the app's configuration has `ai_llm_shared_models`;
   *   `upstreams` are models elsewhere; `rpc` tells whether the engine was built for llama.cpp's RPC workers
   */
  static available (call) {
    return ask('ai.llm.model.available', {}, call)
  }

  /**
   * Download a model into the app's folder of models, unless it is there. It takes permission `ai_pull`.
   *
   *     const model = await Model.pull('smollm2:135m', { progress: ({ bytes, total }) => { bar.value = bytes / total } })
   *     await model.load()
   *
   * @param {string} name `ORG/REPO`, `ORG/REPO:QUANTISATION` or `ORG/REPO/FILE` of the model hub, or `NAME:TAG` of
   *   Ollama's library
   * @param {PullOptions} [options]
   * @returns {Promise<Model>} not loaded yet; rejects with an error that says why it cannot be downloaded, which lists
   *   the choices where there are several
   */
  static async pull (name, { signal, revision, progress } = {}) {
    const leaving = new AbortController()
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal
    try {
      const { body } = await stream('ai.llm.model.pull', { name: String(name), ...revision && { revision } }, { signal: either })
      for await (const { data } of serverSentEvents(body)) {
        const event = JSON.parse(data)
        if (event.error) throw maybeMakeError(event.error)
        if (event.model) return new Model(event.model)
        progress?.(event)
      }
    } finally {
      leaving.abort()
    }
    throw new TypeError(`Cannot pull "${name}": the answer ended before the model`)
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
    this.vision = info.vision
    this.audio = info.audio
    return this
  }
}
