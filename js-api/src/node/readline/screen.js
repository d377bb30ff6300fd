/**
 * The line being edited, as a terminal shows it.
 * @module
 */

import { textWidth } from '../../internal/text-width.js'
import inspecting from '../../internal/vendor/inspect.js'
import { clearScreenDown, cursorTo, moveCursor } from './cursor.js'

/** @typedef {{ rows: number, cols: number }} Position */

/** Draws the prompt and the line of an interface. */
export class Screen {
  #of
  #tabSize
  /** Rows above the cursor that the line takes. */
  #rows = 0

  /** @param {any} of an interface @param {number} tabSize */
  constructor (of, tabSize) {
    this.#of = of
    this.#tabSize = tabSize
  }

  get columns () { return this.#of.output?.columns ?? Infinity }

  /** @param {string} text */
  write (text) { this.#of.output?.write(text) }

  /** @param {string} text @returns {Position} where the cursor is behind it */
  endOf (text) {
    const { columns } = this
    let [rows, offset] = [0, 0]
    for (const character of inspecting.stripVTControlCharacters(text)) {
      if (character === '\n') {
        rows += Math.ceil(offset / columns) || 1
        offset = 0
      } else if (character === '\t') offset += this.#tabSize - offset % this.#tabSize
      else {
        const width = textWidth(character)
        // What takes two columns begins a row rather than be divided.
        if (width === 2 && (offset + 1) % columns === 0) offset++
        offset += width
      }
    }
    const cols = columns === Infinity ? offset : offset % columns
    return { cols, rows: columns === Infinity ? rows : rows + (offset - cols) / columns }
  }

  /** @returns {Position} of the cursor */
  cursor () {
    const { line, cursor } = this.#of
    return this.endOf(this.#of.getPrompt() + line.slice(0, cursor))
  }

  refresh () {
    const { output, line } = this.#of
    const text = this.#of.getPrompt() + line
    const end = this.endOf(text)
    const at = this.cursor()
    if (this.#rows > 0) moveCursor(output, 0, -this.#rows)
    cursorTo(output, 0)
    clearScreenDown(output)
    this.write(text)
    if (end.cols === 0) this.write(' ')
    cursorTo(output, at.cols)
    if (end.rows > at.rows) moveCursor(output, 0, at.rows - end.rows)
    this.#rows = at.rows
  }

  /** Clear all of it. */
  clear () {
    cursorTo(this.#of.output, 0, 0)
    clearScreenDown(this.#of.output)
    this.refresh()
  }

  /** The line is done with; the next begins below. */
  next () {
    this.write('\r\n')
    this.#rows = 0
  }
}
