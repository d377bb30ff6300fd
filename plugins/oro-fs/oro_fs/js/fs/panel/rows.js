/** A list of any length of which only the visible rows exist. */

const SPARE = 6

export class Rows {
  /** @type {Map<number, HTMLElement>} */
  #made = new Map()
  #count = 0
  #spacer = document.createElement('div')

  /**
   * @param {number} height of a row in px
   * @param {(index: number) => HTMLElement} make
   */
  constructor (height, make) {
    this.height = height
    this.make = make
    this.element = document.createElement('div')
    this.element.append(this.#spacer)
    this.#spacer.style.cssText = 'position: relative; overflow: hidden'
    this.element.style.cssText = 'overflow: auto; contain: strict'
    this.element.addEventListener('scroll', () => this.#fill(), { passive: true })
    new ResizeObserver(() => this.#fill()).observe(this.element)
  }

  /** How many rows exist in the document. */
  get made () {
    return this.#made.size
  }

  /** How many rows fit. */
  get page () {
    return Math.max(1, Math.floor(this.element.clientHeight / this.height))
  }

  /**
   * Show another list.
   * @param {number} count
   */
  reset (count) {
    this.#count = count
    this.#spacer.style.height = `${count * this.height}px`
    for (const row of this.#made.values()) row.remove()
    this.#made.clear()
    this.#fill()
  }

  /**
   * Make one row anew, if it is in the document.
   * @param {number} index
   */
  renew (index) {
    const old = this.#made.get(index)
    if (!old) return
    const row = this.#place(index)
    old.replaceWith(row)
  }

  /**
   * Scroll as little as brings a row into view.
   * @param {number} index
   */
  reveal (index) {
    const { scrollTop, clientHeight } = this.element
    const top = index * this.height
    if (top < scrollTop) this.element.scrollTop = top
    else if (top + this.height > scrollTop + clientHeight) this.element.scrollTop = top + this.height - clientHeight
    this.#fill()
  }

  /** @param {number} index */
  #place (index) {
    const row = this.make(index)
    row.style.position = 'absolute'
    row.style.insetInline = '0'
    row.style.top = `${index * this.height}px`
    row.style.height = `${this.height}px`
    this.#made.set(index, row)
    return row
  }

  #fill () {
    const { scrollTop, clientHeight } = this.element
    const first = Math.max(0, Math.floor(scrollTop / this.height) - SPARE)
    const last = Math.min(this.#count, Math.ceil((scrollTop + clientHeight) / this.height) + SPARE)
    for (const [index, row] of this.#made) {
      if (index >= first && index < last) continue
      row.remove()
      this.#made.delete(index)
    }
    for (let index = first; index < last; index++) {
      if (!this.#made.has(index)) this.#spacer.append(this.#place(index))
    }
  }
}
