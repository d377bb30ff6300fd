/**
 * A small terminal of our own: shows what a program writes, and sends what is typed. Its members are named as those of
 * xterm.js, which can take its place.
 *
 *     const terminal = new Terminal()
 *     terminal.open(document.body)
 *     const process = await container.spawn('sh', { terminal: terminal.size })
 *     attach(terminal, process)
 *
 * Shown are colours and styles, cursor moves, erased and scrolled parts, the alternate screen. Not done: characters of
 * two columns (they take one), mouse reports, links, pictures, and the text of a line that is wrapped again when the
 * size changes.
 *
 * @module
 */

import { Keyboard } from './terminal/keyboard.js'
import { Painter } from './terminal/painter.js'
import { Screen } from './terminal/screen.js'
import { terminalStyle } from './terminal/style.js'

/** @typedef {{ cols: number, rows: number }} TerminalSize */

/** A terminal in the page. */
export class Terminal {
  #screen
  #painter
  #keyboard
  /** @type {Set<(text: string) => void>} */
  #data = new Set()
  /** @type {Set<(size: TerminalSize) => void>} */
  #resized = new Set()
  #watching = new ResizeObserver(() => this.fit())
  /** Its place in the document. @type {HTMLElement} */
  element

  /** @param {{ cols?: number, rows?: number, scrollback?: number, label?: string }} [options] `scrollback` is lines that are kept */
  constructor ({ cols = 80, rows = 24, scrollback = 5000, label = 'Terminal' } = {}) {
    addStyle()
    this.#screen = new Screen(cols, rows, scrollback, (text) => this.#tell(text))
    this.#painter = new Painter(this.#screen)
    this.#keyboard = new Keyboard(this.#screen, label, (text) => this.input(text))
    this.element = document.createElement('div')
    this.element.className = 'oro-terminal'
    this.element.append(this.#painter.element, this.#keyboard.element)
    this.element.addEventListener('mouseup', () => {
      if (getSelection()?.isCollapsed) this.focus()
    })
  }

  get cols () {
    return this.#screen.cols
  }

  get rows () {
    return this.#screen.rows
  }

  /** @returns {TerminalSize} */
  get size () {
    return { cols: this.cols, rows: this.rows }
  }

  /** All that it shows, as text. */
  get text () {
    return this.#screen.text
  }

  /** Show it in an element, and fill that. @param {HTMLElement} parent */
  open (parent) {
    parent.append(this.element)
    this.#watching.observe(this.element)
    this.fit()
  }

  /** Have as many columns and rows as there is room for. */
  fit () {
    const size = this.#painter.room()
    if (!size || (size.cols === this.cols && size.rows === this.rows)) return
    this.#screen.resize(size.cols, size.rows)
    this.#painter.paint()
    for (const listener of this.#resized) listener(size)
  }

  /** Show what a program wrote. @param {string} text */
  write (text) {
    this.#screen.write(text)
    this.#painter.later()
  }

  /** Show a line of the page's own. @param {string} text */
  writeln (text) {
    this.write(`${text}\r\n`)
  }

  /** Do as if this was typed. @param {string} text */
  input (text) {
    this.#painter.follow()
    this.#tell(text)
  }

  /** Hear what is typed. @param {(text: string) => void} listener @returns {() => void} hears no more */
  onData (listener) {
    this.#data.add(listener)
    return () => { this.#data.delete(listener) }
  }

  /** Hear of another size. @param {(size: TerminalSize) => void} listener @returns {() => void} hears no more */
  onResize (listener) {
    this.#resized.add(listener)
    return () => { this.#resized.delete(listener) }
  }

  focus () {
    this.#keyboard.focus()
  }

  /** Forget all that it shows. */
  clear () {
    this.#screen.clear()
    this.#painter.paint()
  }

  dispose () {
    this.#watching.disconnect()
    this.#data.clear()
    this.#resized.clear()
    this.element.remove()
  }

  /** @param {string} text */
  #tell (text) {
    for (const listener of this.#data) listener(text)
  }
}

/**
 * Connect a terminal with a program, until that ends.
 * @param {Terminal} terminal
 * @param {import('./process.js').WebContainerProcess} process started with a terminal
 * @returns {Promise<number>} its exit code, once all it wrote is shown
 */
export async function attach (terminal, process) {
  const writer = process.input.getWriter()
  const deaf = terminal.onData((text) => { writer.write(text).catch(() => {}) })
  const unsized = terminal.onResize((size) => process.resize(size))
  try {
    await process.output.pipeTo(new WritableStream({ write: (text) => terminal.write(text) }))
    return await process.exit
  } finally {
    deaf()
    unsized()
  }
}

function addStyle () {
  if (!document.adoptedStyleSheets.includes(terminalStyle())) document.adoptedStyleSheets.push(terminalStyle())
}
