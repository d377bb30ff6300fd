/** A line of a terminal: characters, and a style for each. */
export class Line {
  /** @type {string[]} */
  chars = []
  /** @type {number[]} */
  styles = []
  /** Whether it is to be painted again. */
  changed = true

  /** @param {number} column @param {string} char @param {number} style */
  put (column, char, style) {
    this.#pad(column)
    this.chars[column] = char
    this.styles[column] = style
    this.changed = true
  }

  /** Add a mark to the character before a column. @param {number} column @param {string} mark */
  combine (column, mark) {
    if (column > 0 && column <= this.chars.length) this.chars[column - 1] += mark
    this.changed = true
  }

  /** @param {number} from @param {number} to @param {number} style */
  erase (from, to, style) {
    if (style === 0 && to >= this.chars.length) this.cut(from)
    else for (let column = from; column < to; column++) this.put(column, ' ', style)
    this.changed = true
  }

  /** @param {number} column @param {number} count @param {number} style */
  insert (column, count, style) {
    this.#pad(column)
    this.chars.splice(column, 0, ...Array(count).fill(' '))
    this.styles.splice(column, 0, ...Array(count).fill(style))
    this.changed = true
  }

  /** @param {number} column @param {number} count */
  delete (column, count) {
    this.chars.splice(column, count)
    this.styles.splice(column, count)
    this.changed = true
  }

  /** @param {number} length */
  cut (length) {
    if (this.chars.length > length) this.chars.length = this.styles.length = length
    this.changed = true
  }

  get text () {
    return this.chars.join('').trimEnd()
  }

  /** @param {number} column */
  #pad (column) {
    while (this.chars.length < column) {
      this.chars.push(' ')
      this.styles.push(0)
    }
  }
}
