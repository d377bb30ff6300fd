/** Transcribe by the host, and follow how far it is. */

import { maybeMakeError, serverSentEvents, stream } from 'oro:ipc'
import { fileOf } from './audio.js'

/** @typedef {import('./audio.js').AudioInput} AudioInput */
/** @typedef {{ start: number, end: number, text: string }} Segment when a sentence was spoken, in seconds */
/** @typedef {{ text: string, end: number, duration: number, segments: Segment[] }} Piece the text of the next piece, the seconds transcribed so far, and those of all */

/**
 * @typedef {object} Transcript
 * @property {string} text
 * @property {number} duration seconds
 * @property {Segment[]} segments empty for a model without `times`
 * @property {string} language its code; empty where the model does not tell
 * @property {string} model its name
 */

/**
 * @typedef {object} TranscribeOptions
 * @property {number} [sampleRate] samples per second of a Float32Array
 * @property {string} [language] the code of the language to expect, for Whisper and SenseVoice
 * @property {AbortSignal} [signal] aborting rejects with an AbortError; nothing is transcribed any more
 * @property {(piece: Piece) => void} [progress] called after each piece of at most 28 seconds
 */

/**
 * @param {AudioInput} audio
 * @param {string} model
 * @param {TranscribeOptions} [options]
 * @returns {Promise<Transcript>}
 */
export async function transcribed (audio, model, { sampleRate, language = '', signal, progress } = {}) {
  const leaving = new AbortController()
  const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal
  const file = await fileOf(audio, sampleRate)
  either.throwIfAborted()
  try {
    const { body } = await stream('ai.whisper.transcribe', { model, language }, { signal: either, body: file })
    for await (const { data } of serverSentEvents(body)) {
      const event = JSON.parse(data)
      if (event.err) throw maybeMakeError(event.err)
      if (event.transcript) return event.transcript
      progress?.(event)
    }
  } finally {
    leaving.abort()
  }
  throw new TypeError('Cannot transcribe: the answer ended before the transcript')
}
