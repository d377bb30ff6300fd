/** Models of speech. */

import { ask } from '../call.js'
import { transcribed } from './transcribe.js'

/** @typedef {import('./audio.js').AudioInput} AudioInput */
/** @typedef {import('./transcribe.js').Transcript} Transcript */
/** @typedef {import('./transcribe.js').TranscribeOptions} TranscribeOptions */
/** @typedef {{ name: string, kind: string, times: boolean, loaded: boolean }} SpeechInfo `kind` is such as `Whisper`; `times` is true if it says when each sentence was spoken */

/** A model of speech. Several objects of the same name share one loaded model. */
export class SpeechModel {
  #info

  /**
   * Load a model; see `load()`.
   * @param {string} [name]
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<SpeechModel>}
   */
  static async load (name, call) {
    return new SpeechModel(await ask('ai.whisper.load', { name }, call))
  }

  /**
   * Return the models that can be loaded.
   * @param {{ signal?: AbortSignal }} [call]
   * @returns {Promise<{ engine: string | null, models: SpeechInfo[] }>} `engine` is the version of sherpa-onnx, or null
   *   where it is not installed and nothing can be loaded
   */
  static available (call) {
    return ask('ai.whisper.available', {}, call)
  }

  /**
   * @param {SpeechInfo} info
   * @ignore
   */
  constructor (info) {
    this.#info = info
  }

  /** The name of its folder. */
  get name () {
    return this.#info.name
  }

  /** Its kind, such as `Whisper` or `Moonshine`. */
  get kind () {
    return this.#info.kind
  }

  /** True if its transcripts have the times of sentences. */
  get times () {
    return this.#info.times
  }

  /**
   * Return what is said in a recording; see `transcribe()`. The model is loaded again if it was unloaded.
   * @param {AudioInput} audio
   * @param {TranscribeOptions} [options]
   * @returns {Promise<Transcript>}
   */
  transcribe (audio, options) {
    return transcribed(audio, this.name, options)
  }

  /**
   * End what it transcribes, for every page, and free its memory.
   * @param {{ signal?: AbortSignal }} [call]
   */
  async unload (call) {
    await ask('ai.whisper.unload', { name: this.name }, call)
  }
}
