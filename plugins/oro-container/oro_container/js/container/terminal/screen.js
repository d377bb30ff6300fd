import { Line } from './line.js'
import { Styles } from './styles.js'

// ESC [ … letter; ESC ] … BEL or ST; ESC and others.
// eslint-disable-next-line no-control-regex
const SEQUENCE = /\x1b(?:\[([<-?]?)([\d;:]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]+[0-~]|[0-Z\\`-~])/y
const MARK = /\p{M}|\u200d|\ufe0f/u
const LONGEST = 4096

/** The screen of a terminal: lines, a cursor, and what control sequences do to them. Knows of no document. */
export class Screen {
  styles = new Styles()
  /** @type {Line[]} those that scrolled out come first */
  lines = []
  row = 0
  column = 0
  cursorShown = true
  /** Whether arrows are sent as applications want them. */
  applicationKeys = false
  bracketedPaste = false
  /** How many lines were forgotten since the last paint. */
  forgotten = 0
  #style = 0
  #saved = { row: 0, column: 0, style: 0 }
  #top = 0
  #bottom
  /** @type {{ lines: Line[], row: number, column: number } | null} */
  #main = null
  #held = ''
  #reply
  #scrollback

  /** @param {number} cols @param {number} rows @param {number} scrollback @param {(text: string) => void} reply */
  constructor (cols, rows, scrollback, reply) {
    this.cols = cols
    this.rows = rows
    this.#bottom = rows
    this.#scrollback = scrollback
    this.#reply = reply
    this.#fill()
  }

  /** The index of the first line that is on the screen. */
  get first () {
    return this.lines.length - this.rows
  }

  get text () {
    return this.lines.map((line) => line.text).join('\n').trimEnd()
  }

  /** @param {string} text */
  write (text) {
    const all = this.#held + text
    this.#held = ''
    for (let at = 0; at < all.length;) {
      const code = all.codePointAt(at) ?? 0
      if (code !== 0x1b) {
        const char = String.fromCodePoint(code)
        if (code < 32 || code === 127) this.#control(code)
        else this.#print(char)
        at += char.length
        continue
      }
      SEQUENCE.lastIndex = at
      const found = SEQUENCE.exec(all)
      if (found) {
        this.#sequence(found)
        at = SEQUENCE.lastIndex
      } else if (all.length - at < LONGEST) {
        // The rest of it has not come yet.
        this.#held = all.slice(at)
        return
      } else at++
    }
  }

  /** @param {number} cols @param {number} rows */
  resize (cols, rows) {
    const below = this.lines.length - 1 - (this.first + this.row)
    // Empty lines below the cursor go before lines scroll out.
    if (rows < this.rows) this.lines.length -= Math.min(below, this.rows - rows, this.#emptyBelow())
    const cursor = this.first + this.row
    const absolute = Math.min(cursor, this.lines.length - 1)
    this.cols = cols
    this.rows = rows
    this.#fill()
    this.row = Math.max(0, Math.min(rows - 1, absolute - this.first))
    this.column = Math.min(this.column, cols - 1)
    this.#top = 0
    this.#bottom = rows
    this.#touch()
  }

  clear () {
    this.forgotten += this.lines.length
    this.lines = []
    this.row = this.column = 0
    this.#fill()
  }

  #emptyBelow () {
    let count = 0
    for (let at = this.lines.length - 1; at > 0 && !this.lines[at].text; at--) count++
    return count
  }

  #fill () {
    while (this.lines.length < this.rows) this.lines.push(new Line())
  }

  #touch () {
    for (const line of this.lines.slice(-this.rows)) line.changed = true
  }

  get #line () {
    return this.lines[this.first + this.row]
  }

  /** @param {string} char */
  #print (char) {
    if (MARK.test(char)) return this.#line.combine(this.column, char)
    if (this.column >= this.cols) {
      this.column = 0
      this.#feed()
    }
    this.#line.put(this.column++, char, this.#style)
  }

  /** @param {number} code */
  #control (code) {
    if (code === 13) this.column = 0
    else if (code === 10 || code === 11 || code === 12) this.#feed()
    else if (code === 8) this.column = Math.max(0, Math.min(this.column, this.cols - 1) - 1)
    else if (code === 9) this.column = Math.min(this.cols - 1, (this.column | 7) + 1)
  }

  #feed () {
    if (this.row + 1 === this.#bottom) this.#scrollUp(1)
    else this.row = Math.min(this.rows - 1, this.row + 1)
  }

  /** @param {number} count */
  #scrollUp (count) {
    for (let times = 0; times < Math.min(count, this.rows); times++) {
      if (this.#top === 0 && !this.#main) {
        this.lines.splice(this.first + this.#bottom, 0, new Line())
        if (this.lines.length > this.#scrollback + this.rows) {
          this.lines.shift()
          this.forgotten++
        }
      } else {
        const first = this.first
        this.lines.splice(first + this.#top, 1)
        this.lines.splice(first + this.#bottom - 1, 0, new Line())
      }
    }
    this.#touch()
  }

  /** @param {number} count */
  #scrollDown (count) {
    const first = this.first
    for (let times = 0; times < Math.min(count, this.rows); times++) {
      this.lines.splice(first + this.#bottom - 1, 1)
      this.lines.splice(first + this.#top, 0, new Line())
    }
    this.#touch()
  }

  /** @param {RegExpExecArray} found */
  #sequence ([whole, mark, parameters, final]) {
    if (final === undefined) return this.#escape(whole[1])
    const numbers = parameters ? parameters.split(/[;:]/).map(Number) : []
    if (mark === '?') this.#mode(numbers, final)
    else if (!mark) this.#command(final, numbers)
  }

  /** @param {string} letter */
  #escape (letter) {
    if (letter === 'c') {
      this.#style = 0
      this.#leave()
      this.clear()
    } else if (letter === '7') this.#save()
    else if (letter === '8') this.#restore()
    else if (letter === 'D') this.#feed()
    else if (letter === 'E') {
      this.column = 0
      this.#feed()
    } else if (letter === 'M') {
      if (this.row === this.#top) this.#scrollDown(1)
      else this.row = Math.max(0, this.row - 1)
    }
  }

  #save () {
    this.#saved = { row: this.row, column: this.column, style: this.#style }
  }

  #restore () {
    this.#move(this.#saved.row, this.#saved.column)
    this.#style = this.#saved.style
  }

  /** @param {number} row @param {number} column */
  #move (row, column) {
    this.row = Math.max(0, Math.min(this.rows - 1, row))
    this.column = Math.max(0, Math.min(this.cols - 1, column))
  }

  /** @param {string} final @param {number[]} numbers */
  #command (final, numbers) {
    const count = numbers[0] || 1
    const column = Math.min(this.column, this.cols - 1)
    switch (final) {
      case 'm': this.#style = this.styles.after(this.#style, numbers); break
      case 'A': this.#move(this.row - count, column); break
      case 'B': case 'e': this.#move(this.row + count, column); break
      case 'C': case 'a': this.#move(this.row, column + count); break
      case 'D': this.#move(this.row, column - count); break
      case 'E': this.#move(this.row + count, 0); break
      case 'F': this.#move(this.row - count, 0); break
      case 'G': case '`': this.#move(this.row, count - 1); break
      case 'd': this.#move(count - 1, column); break
      case 'H': case 'f': this.#move(count - 1, (numbers[1] || 1) - 1); break
      case 'J': this.#eraseScreen(numbers[0] ?? 0); break
      case 'K': this.#eraseLine(numbers[0] ?? 0); break
      case 'X': this.#line.erase(column, Math.min(this.cols, column + count), this.#erased); break
      case 'P': this.#line.delete(column, count); break
      case '@': this.#line.insert(column, Math.min(count, this.cols), this.#erased); this.#line.cut(this.cols); break
      case 'L': this.#within(() => this.#scrollDown(count)); break
      case 'M': this.#within(() => this.#scrollUp(count)); break
      case 'S': this.#scrollUp(count); break
      case 'T': this.#scrollDown(count); break
      case 'r': this.#region(count - 1, numbers[1] || this.rows); break
      case 's': this.#save(); break
      case 'u': this.#restore(); break
      case 'n': if (numbers[0] === 6) this.#reply(`\x1b[${this.row + 1};${column + 1}R`); break
      case 'c': this.#reply('\x1b[?1;2c'); break
    }
  }

  get #erased () {
    return this.styles.background(this.#style)
  }

  /** Scroll the lines from the cursor's on. @param {() => void} scroll */
  #within (scroll) {
    const top = this.#top
    this.#top = this.row
    // With a top of 0 lines would scroll out, which deleted ones do not.
    const main = this.#main
    this.#main ??= { lines: [], row: 0, column: 0 }
    scroll()
    this.#main = main
    this.#top = top
  }

  /** @param {number} top @param {number} bottom */
  #region (top, bottom) {
    this.#top = Math.min(top, this.rows - 1)
    this.#bottom = Math.max(this.#top + 1, Math.min(bottom, this.rows))
    this.#move(0, 0)
  }

  /** @param {number} what */
  #eraseScreen (what) {
    if (what === 0 || what === 1) this.#eraseLine(what)
    const [from, to] = what === 0 ? [this.row + 1, this.rows] : what === 1 ? [0, this.row] : what === 2 ? [0, this.rows] : [0, 0]
    for (const line of this.lines.slice(this.first + from, this.first + to)) line.erase(0, this.cols, this.#erased)
    if (what === 3) this.forgotten += this.lines.splice(0, this.first).length
  }

  /** @param {number} what */
  #eraseLine (what) {
    const from = what === 0 ? Math.min(this.column, this.cols) : 0
    this.#line.erase(from, what === 1 ? Math.min(this.column + 1, this.cols) : this.cols, this.#erased)
  }

  /** @param {number[]} numbers @param {string} final */
  #mode (numbers, final) {
    if (final !== 'h' && final !== 'l') return
    const on = final === 'h'
    for (const number of numbers) {
      if (number === 1) this.applicationKeys = on
      else if (number === 25) this.cursorShown = on
      else if (number === 2004) this.bracketedPaste = on
      else if (number === 47 || number === 1047 || number === 1049) on ? this.#enter() : this.#leave()
    }
  }

  /** Show the alternate screen. */
  #enter () {
    if (this.#main) return
    this.#main = { lines: this.lines, row: this.row, column: this.column }
    this.forgotten += this.lines.length
    this.lines = []
    this.#fill()
  }

  #leave () {
    if (!this.#main) return
    const { lines, row, column } = this.#main
    this.#main = null
    this.forgotten += this.lines.length
    this.lines = lines
    this.#fill()
    for (const line of lines) line.changed = true
    this.#move(row, column)
  }
}
