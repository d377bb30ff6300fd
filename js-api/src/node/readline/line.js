/**
 * The line of an interface, and what can be done to it.
 * @module
 */

import { moveCursor } from './cursor.js'

/** @typedef {{ text: string, cursor: number }} Edit */

const MOST = 2048
const WORD_LEFT = /(?:[^\w\s]+|\w+)?\s*$/
const WORD_RIGHT = /^(?:\s+|[^\w\s]+|\w+)\s*/

/** Edits the line at its cursor. */
export class Line {
  #of
  #screen
  /** @type {Edit[]} */
  #undone = []
  /** @type {Edit[]} */
  #redone = []
  /** Cut texts, the latest first. @type {string[]} */
  #cut = []
  #pasting = 0

  /** @param {any} of an interface @param {import('./screen.js').Screen} screen */
  constructor (of, screen) {
    this.#of = of
    this.#screen = screen
  }

  get before () { return this.#of.line.slice(0, this.#of.cursor) }
  get after () { return this.#of.line.slice(this.#of.cursor) }
  get wordLeft () { return WORD_LEFT.exec(this.before)?.[0].length ?? 0 }
  get wordRight () { return WORD_RIGHT.exec(this.after)?.[0].length ?? 0 }
  get characterLeft () { return [...this.before].at(-1)?.length ?? 0 }
  get characterRight () { return [...this.after][0]?.length ?? 1 }

  /** Remember what is there, to come back to. */
  keep () {
    if (this.#undone.push({ text: this.#of.line, cursor: this.#of.cursor }) > MOST) this.#undone.shift()
  }

  /** @param {string} text @param {number} cursor */
  put (text, cursor) {
    Object.assign(this.#of, { line: text, cursor })
    this.#screen.refresh()
  }

  /** @param {string} text */
  insert (text) {
    this.keep()
    const { line, cursor } = this.#of
    if (cursor < line.length) return this.put(this.before + text + this.after, cursor + text.length)
    const before = this.#screen.cursor().rows
    Object.assign(this.#of, { line: line + text, cursor: cursor + text.length })
    if (before < this.#screen.cursor().rows) this.#screen.refresh()
    else this.#screen.write(text)
  }

  /** @param {number} by code units */
  move (by) {
    const from = this.#screen.cursor()
    this.#of.cursor = Math.min(Math.max(this.#of.cursor + by, 0), this.#of.line.length)
    const to = this.#screen.cursor()
    if (from.rows === to.rows) moveCursor(this.#of.output, to.cols - from.cols, 0)
    else this.#screen.refresh()
  }

  /** @param {number} length before the cursor */
  removeLeft (length) {
    if (this.#of.cursor === 0) return
    this.keep()
    this.put(this.before.slice(0, this.before.length - length) + this.after, this.#of.cursor - length)
  }

  /** @param {number} length after the cursor */
  removeRight (length) {
    if (this.#of.cursor >= this.#of.line.length) return
    this.keep()
    this.put(this.before + this.after.slice(length), this.#of.cursor)
  }

  cutLeft () {
    this.keep()
    this.#toCut(this.before)
    this.put(this.after, 0)
  }

  cutRight () {
    this.keep()
    this.#toCut(this.after)
    this.put(this.before, this.#of.cursor)
  }

  /** @param {string} text */
  #toCut (text) {
    if (text && text !== this.#cut[0]) this.#cut.unshift(text)
    this.#pasting = 0
    this.#cut.length = Math.min(this.#cut.length, 32)
  }

  paste () {
    if (this.#cut.length) this.insert(this.#cut[this.#pasting])
  }

  /** Put in what was cut earlier, in place of what was just pasted. */
  pasteOther () {
    if (this.#cut.length < 2) return
    const last = this.#cut[this.#pasting]
    this.#pasting = (this.#pasting + 1) % this.#cut.length
    const head = this.before.slice(0, this.before.length - last.length)
    this.put(head + this.#cut[this.#pasting] + this.after, head.length + this.#cut[this.#pasting].length)
  }

  undo () { this.#swap(this.#undone, this.#redone) }
  redo () { this.#swap(this.#redone, this.#undone) }

  /** @param {Edit[]} from @param {Edit[]} to */
  #swap (from, to) {
    const edit = from.pop()
    if (!edit) return
    to.push({ text: this.#of.line, cursor: this.#of.cursor })
    this.put(edit.text, edit.cursor)
  }

  /** It is done with. */
  finish () {
    this.move(Infinity)
    this.#screen.next()
    this.#undone = []
    this.#redone = []
    Object.assign(this.#of, { line: '', cursor: 0 })
  }
}
