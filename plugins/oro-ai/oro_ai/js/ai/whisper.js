/**
 * Speech to text: models of speech in the app's folder of models.
 *
 *     import { load } from 'oro:ai/whisper'
 *
 *     const model = await load('moonshine-tiny-en')
 *     const { text } = await model.transcribe(await input.files[0].arrayBuffer())
 *
 * What is recorded stays on this machine.
 * @module
 */

import { SpeechModel } from './whisper/model.js'
import { transcribed } from './whisper/transcribe.js'

export { SpeechModel } from './whisper/model.js'

/** @typedef {import('./whisper/audio.js').AudioInput} AudioInput */
/** @typedef {import('./whisper/transcribe.js').Transcript} Transcript */
/** @typedef {import('./whisper/transcribe.js').TranscribeOptions} TranscribeOptions */

/**
 * Load a model.
 * @param {string} [name] a folder in the app's folder of models; when left out the default model, else the only one there is
 * @param {{ signal?: AbortSignal }} [call]
 * @returns {Promise<SpeechModel>} rejects with a NotFoundError when there is no such folder, or with the error that says
 *   why its files cannot be used
 */
export function load (name, call) {
  return SpeechModel.load(name, call)
}

/**
 * Return what is said in a recording.
 *
 *     const { text } = await transcribe(samples, { sampleRate: 16000, progress: ({ end, duration }) => { bar.value = end / duration } })
 *
 * @param {AudioInput} audio samples of one channel from -1 to 1, a decoded recording, or a file
 * @param {TranscribeOptions & { model?: string }} [options] `model` is as for `load()`
 * @returns {Promise<Transcript>}
 */
export function transcribe (audio, { model = '', ...options } = {}) {
  return transcribed(audio, model, options)
}

export * as default from './whisper.js'
