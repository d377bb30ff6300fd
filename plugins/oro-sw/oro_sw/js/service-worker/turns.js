/**
 * The turns in which a page takes what the host tells of one scope: each has a task of its own, so that listeners
 * which are added on hearing of one thing hear of the next, as with the tasks that browsers queue.
 * @module
 */

import { task } from './shared/task.js'

/** @typedef {() => unknown} Take a promise it returns ends the turn */

/** @type {Map<string, Turns>} */
const known = new Map()

/** The turns of one scope. */
export class Turns {
  /** @type {Take[]} */
  #waiting = []
  #goes = false

  /**
   * @param {string} scope
   * @returns {Turns} the only ones of it
   */
  static of (scope) {
    const found = known.get(scope) ?? new Turns()
    known.set(scope, found)
    return found
  }

  /**
   * Take something in its turn, which is at once where none goes on.
   * @param {Take} take
   */
  add (take) {
    this.#waiting.push(take)
    if (!this.#goes) this.#go()
  }

  /**
   * Have what is told from now on wait.
   * @returns {Promise<() => void>} what ends the wait, once everything before it is taken
   */
  hold () {
    return new Promise((resolve) => this.add(() => new Promise((done) => resolve(() => done(undefined)))))
  }

  async #go () {
    this.#goes = true
    for (let take; (take = this.#waiting.shift()); await task()) await take()
    this.#goes = false
  }
}
