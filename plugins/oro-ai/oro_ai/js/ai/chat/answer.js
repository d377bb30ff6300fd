/**
 * One answer as it comes. No I/O.
 *
 * Text and the end of the call arrive separately and in any order. An answer is over when both have arrived. Even if it
 * was cancelled, its last text is awaited, so that no late text is taken for a part of the next answer.
 */

import { NetworkError } from 'oro:errors'

/** @typedef {import('./inbox.js').Told} Told */

/** The text received for one call. */
export class Answer {
  /** @type {string[]} */
  #pieces = []
  #begun = false
  #ended = false
  #called = false
  /** @type {any} */
  #error = null
  /** @type {(() => void)[]} */
  #waiting = []

  /** @param {string} source the route that was called */
  constructor (source) {
    this.source = source
  }

  /** Whether all of its text has arrived. */
  get ended () {
    return this.#ended
  }

  /** Whether any of its text has arrived. */
  get begun () {
    return this.#begun
  }

  /** @param {Told} told */
  take ({ source, text, ended }) {
    if (source !== this.source || this.#ended) return
    this.#begun = true
    if (text) this.#pieces.push(text)
    this.#ended = ended
    this.#wake()
  }

  /** The call was answered. */
  done () {
    this.#called = true
    this.#wake()
  }

  /**
   * The call failed.
   * @param {any} error
   */
  fail (error) {
    this.#error = error
    this.done()
  }

  /** Give up waiting for the rest of the text. */
  lose () {
    if (!this.#ended) this.fail(new NetworkError('Cannot read the answer: its end was lost on the way'))
  }

  /**
   * Wait for the next pieces.
   * @returns {Promise<string | null>} null at the end; rejects with the error of the call
   */
  async next () {
    for (;;) {
      if (this.#pieces.length) return this.#pieces.splice(0).join('')
      if (this.#error) throw this.#error
      if (this.#ended && this.#called) return null
      await this.#changed()
    }
  }

  /** Wait until all of its text has arrived. */
  async drained () {
    while (!this.#ended) await this.#changed()
  }

  /** @returns {Promise<void>} */
  #changed () {
    return new Promise((resolve) => { this.#waiting.push(resolve) })
  }

  #wake () {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
