/**
 * Lines that were entered before.
 * @module
 */

/** The history of an interface, the latest line first. */
export class History {
  #of
  #size
  #unique
  #index = -1
  /** The beginning of the lines that are looked for. @type {string | null} */
  #search = null

  /** @param {any} of an interface @param {{ historySize?: number, removeHistoryDuplicates?: boolean }} options */
  constructor (of, { historySize = 30, removeHistoryDuplicates = false }) {
    this.#of = of
    this.#size = historySize
    this.#unique = removeHistoryDuplicates
  }

  /** @returns {string} the line that is being edited, which is kept */
  add () {
    const { line, history } = this.#of
    if (line.trim() === '' || this.#size === 0) return line
    if (history[0] !== line) {
      const same = this.#unique ? history.indexOf(line) : -1
      if (same !== -1) history.splice(same, 1)
      history.unshift(line)
      if (history.length > this.#size) history.pop()
    }
    this.#index = -1
    this.#of.emit('history', history)
    return history[0]
  }

  /** @param {boolean} isLooking the key that was pressed is one for another line */
  note (isLooking) {
    const { line, cursor, history } = this.#of
    if (isLooking) this.#search ??= line.slice(0, cursor)
    else if (this.#search !== null) {
      this.#search = null
      if (this.#index === history.length) this.#index = -1
    }
  }

  /** @returns {string | null} the line before, null when there is none */
  previous () {
    const { history } = this.#of
    if (this.#index >= history.length || history.length === 0) return null
    return this.#go(1)
  }

  /** @returns {string | null} */
  next () { return this.#index < 0 ? null : this.#go(-1) }

  /** @param {1 | -1} step */
  #go (step) {
    const { history, line } = this.#of
    const search = this.#search ?? ''
    let index = this.#index + step
    while (index >= 0 && index < history.length && (!history[index].startsWith(search) || history[index] === line)) index += step
    this.#index = index
    return history[index] ?? search
  }
}
