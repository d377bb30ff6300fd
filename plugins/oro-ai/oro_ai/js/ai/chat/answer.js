/**
 * One answer as it comes. No I/O.
 *
 * What is told and the end of the call come by different ways and in any order. An answer is over when both have; the
 * last that is told of it comes even if it was given up, so that nothing of it is taken for the next one's.
 */

import { NetworkError } from 'oro:errors'

/** @typedef {import('./inbox.js').Told} Told */

/** Collects what is told of one call. */
export class Answer {
  /** @type {string[]} */
  #pieces = []
  #begun = false
  #ended = false
  #called = false
  /** @type {any} */
  #error = null
  #wake = () => {}

  /** @param {string} source the route that was called */
  constructor (source) {
    this.source = source
  }

  /** Whether all of it has been told. */
  get ended () {
    return this.#ended
  }

  /** Whether any of it has been told. */
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

  /** What was to be told did not all come. */
  lose () {
    if (!this.#ended) this.fail(new NetworkError('Cannot read the answer: its end was lost on the way'))
  }

  /**
   * Wait for the next pieces.
   * @returns {Promise<string | null>} null at the end; rejects with what the call failed with
   */
  async next () {
    for (;;) {
      if (this.#pieces.length) return this.#pieces.splice(0).join('')
      if (this.#error) throw this.#error
      if (this.#ended && this.#called) return null
      await this.#changed()
    }
  }

  /** Wait until all of it has been told. */
  async drained () {
    while (!this.#ended) await this.#changed()
  }

  /** @returns {Promise<void>} */
  #changed () {
    return new Promise((resolve) => { this.#wake = resolve })
  }
}
