import { css } from './styles.js'

/** @typedef {import('./screen.js').Screen} Screen */
/** @typedef {import('./line.js').Line} Line */
/** @typedef {import('./styles.js').Style} Style */

/** Paints the lines of a screen into a document, those that changed. */
export class Painter {
  #screen
  /** @type {Map<Line, HTMLElement>} */
  #painted = new Map()
  #asked = 0
  #measure = document.createElement('span')
  /** @type {Line | null} */
  #cursor = null
  #follows = true
  /** @type {HTMLElement} */
  element

  /** @param {Screen} screen */
  constructor (screen) {
    this.#screen = screen
    this.element = document.createElement('div')
    this.element.className = 'oro-terminal-lines'
    this.element.tabIndex = -1
    this.#measure.className = 'oro-terminal-measure'
    this.#measure.textContent = 'x'.repeat(50)
    this.element.append(this.#measure)
    this.element.addEventListener('scroll', () => { this.#follows = this.#atEnd() })
  }

  /** How many characters there is room for; nothing while it is not shown. @returns {{ cols: number, rows: number } | null} */
  room () {
    const { width, height } = this.#measure.getBoundingClientRect()
    if (!width || !height) return null
    const { clientWidth, clientHeight } = this.element
    const rows = Math.max(1, Math.floor(clientHeight / height))
    // What is left over stands below the last line, so that no line is seen in part.
    this.element.style.paddingBottom = `${Math.max(0, clientHeight - rows * height)}px`
    return { cols: Math.max(2, Math.floor(clientWidth / (width / 50))), rows }
  }

  /** Paint with the next frame. */
  later () {
    // A window that is not seen has no frames, and its text is wanted all the same.
    this.#asked ||= setTimeout(() => this.paint(), 16)
  }

  /** Show the end, also of what comes. */
  follow () {
    this.#follows = true
    this.#toEnd()
  }

  paint () {
    clearTimeout(this.#asked)
    this.#asked = 0
    this.#drop()
    this.#moveCursor()
    for (const line of this.#screen.lines) if (line.changed) this.#paintLine(line)
    this.#order()
    if (this.#follows) this.#toEnd()
  }

  #drop () {
    const kept = new Set(this.#screen.lines)
    for (const [line, element] of this.#painted) {
      if (kept.has(line)) continue
      element.remove()
      this.#painted.delete(line)
    }
    this.#screen.forgotten = 0
  }

  #moveCursor () {
    const { lines, first, row } = this.#screen
    if (this.#cursor) this.#cursor.changed = true
    this.#cursor = lines[first + row]
    this.#cursor.changed = true
  }

  /** @param {Line} line */
  #paintLine (line) {
    let element = this.#painted.get(line)
    if (!element) this.#painted.set(line, element = document.createElement('div'))
    element.replaceChildren(...this.#runs(line))
    line.changed = false
  }

  /** Have the elements stand as the lines do. */
  #order () {
    /** @type {Element} */
    let before = this.#measure
    for (const line of this.#screen.lines) {
      const element = /** @type {HTMLElement} */ (this.#painted.get(line))
      if (before.nextElementSibling !== element) before.after(element)
      before = element
    }
  }

  /** @param {Line} line @returns {Node[]} */
  #runs (line) {
    const { cursorShown, column, cols } = this.#screen
    const cursor = line === this.#cursor && cursorShown ? Math.min(column, cols - 1) : -1
    const length = Math.max(line.chars.length, cursor + 1)
    const runs = []
    for (let at = 0; at < length;) {
      let end = at + 1
      if (at !== cursor) while (end < length && end !== cursor && line.styles[end] === line.styles[at]) end++
      const text = line.chars.slice(at, end).join('') || ' '
      runs.push(this.#run(text, line.styles[at] ?? 0, at === cursor))
      at = end
    }
    return runs.length ? runs : [document.createTextNode('\n')]
  }

  /** @param {string} text @param {number} style @param {boolean} cursor @returns {Node} */
  #run (text, style, cursor) {
    if (style === 0 && !cursor) return document.createTextNode(text)
    const span = document.createElement('span')
    span.textContent = text
    dress(span, this.#screen.styles.of(style))
    if (cursor) span.classList.add('cursor')
    return span
  }

  #atEnd () {
    const { scrollHeight, scrollTop, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < 30
  }

  #toEnd () {
    this.element.scrollTop = this.element.scrollHeight
  }
}

/** @param {HTMLElement} span @param {Style} style */
function dress (span, { fg, bg, bold, dim, italic, underline, inverse, strike }) {
  const [front, back] = inverse ? [bg || 'back', fg || 'front'] : [fg, bg]
  if (front) span.style.color = front === 'back' ? 'var(--terminal-back)' : css(front)
  if (back) span.style.background = back === 'front' ? 'var(--terminal-text)' : css(back)
  if (bold) span.style.fontWeight = '700'
  if (dim) span.style.opacity = '.65'
  if (italic) span.style.fontStyle = 'italic'
  const lines = [...(underline ? ['underline'] : []), ...(strike ? ['line-through'] : [])]
  if (lines.length) span.style.textDecoration = lines.join(' ')
}
