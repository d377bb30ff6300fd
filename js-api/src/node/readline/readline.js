/**
 * Movements of the cursor, collected and written at once.
 * @module
 */

import { invalidArgType, outOfRange } from '../../base/errors/node.js'
import { clearLine, clearScreenDown, cursorTo, moveCursor } from './cursor.js'

/** `Readline` of `readline/promises`: what it is told waits for `commit()`. */
export class Readline {
  #stream
  #autoCommit
  /** @type {string[]} */
  #waiting = []

  /**
   * @param {any} stream writable
   * @param {{ autoCommit?: boolean }} [options] `autoCommit` writes everything soon by itself
   */
  constructor (stream, { autoCommit = false } = {}) {
    if (typeof stream?.write !== 'function') throw invalidArgType('stream', 'an instance of Writable', stream)
    if (typeof autoCommit !== 'boolean') throw invalidArgType('options.autoCommit', 'of type boolean', autoCommit)
    this.#stream = stream
    this.#autoCommit = autoCommit
  }

  /** @param {number} x @param {number} [y] */
  cursorTo (x, y) {
    integer(x, 'x')
    if (y !== undefined) integer(y, 'y')
    return this.#add((to) => cursorTo(to, x, y))
  }

  /** @param {number} dx @param {number} dy */
  moveCursor (dx, dy) {
    integer(dx, 'dx')
    integer(dy, 'dy')
    return this.#add((to) => moveCursor(to, dx, dy))
  }

  /** @param {-1 | 0 | 1} dir */
  clearLine (dir) {
    integer(dir, 'dir')
    if (dir < -1 || dir > 1) throw outOfRange('dir', '>= -1 && <= 1', dir)
    return this.#add((to) => clearLine(to, dir))
  }

  clearScreenDown () { return this.#add((to) => clearScreenDown(to)) }

  /** Write what waits. @returns {Promise<void>} */
  commit () {
    const text = this.#waiting.splice(0).join('')
    return new Promise((resolve) => this.#stream.write(text, () => resolve(undefined)))
  }

  /** Forget what waits. */
  rollback () {
    this.#waiting = []
    return this
  }

  /** @param {(to: { write: (text: string) => any }) => any} move */
  #add (move) {
    if (this.#autoCommit) queueMicrotask(() => move(this.#stream))
    else move({ write: (text) => this.#waiting.push(text) })
    return this
  }
}

/** @param {any} value @param {string} name */
function integer (value, name) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
}
