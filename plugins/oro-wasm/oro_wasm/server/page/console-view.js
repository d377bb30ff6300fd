/**
 * The console: what the program writes, what was typed, and notes of the panel.
 * @module
 */

import { byId, h, inputById } from './dom.js'

const MOST = 5000
/** @typedef {{ kind: string, text: string }} Entry */

export class ConsoleView {
  #output = byId('output')
  #line = inputById('line')
  #end = /** @type {HTMLButtonElement} */ (byId('end'))
  /** @type {Entry[]} */
  #entries = []
  /** @type {string[]} */
  #typed = []
  #back = 0

  /** @param {{ typed: (text: string) => void, ended: () => void }} hears */
  constructor (hears) {
    byId('clear').onclick = () => this.clear()
    byId('typing').onsubmit = (event) => {
      event.preventDefault()
      const text = this.#line.value
      this.#typed.push(text)
      this.#back = this.#typed.length
      this.#line.value = ''
      this.write('stdin', `${text}\n`)
      hears.typed(`${text}\n`)
    }
    this.#end.onclick = () => hears.ended()
    this.#line.onkeydown = (event) => {
      if (event.ctrlKey && event.key === 'd') {
        event.preventDefault()
        hears.ended()
      } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
        event.preventDefault()
        this.#recall(event.key === 'ArrowUp' ? -1 : 1)
      }
    }
  }

  /** @returns {Entry[]} what it shows */
  get entries () {
    return this.#entries
  }

  /** @param {string} kind `stdout`, `stderr`, `stdin`, `note` or `error` @param {string} text */
  write (kind, text) {
    const follows = this.#output.scrollHeight - this.#output.scrollTop - this.#output.clientHeight < 40
    const last = this.#entries.at(-1)
    if (last && last.kind === kind && kind.startsWith('std') && last.text.length < 4096) {
      last.text += text
      const shown = this.#output.lastElementChild
      shown?.append(text)
    } else {
      this.#entries.push({ kind, text })
      this.#output.append(h('span', { className: kind === 'error' ? 'note error' : kind, textContent: text }))
    }
    while (this.#entries.length > MOST) {
      this.#entries.shift()
      this.#output.firstElementChild?.remove()
    }
    if (follows) this.#output.scrollTop = this.#output.scrollHeight
  }

  /** @param {string} text */
  note (text) {
    this.write('note', text)
  }

  clear () {
    this.#entries = []
    this.#output.replaceChildren()
  }

  /** @param {boolean} reads whether a program runs that may read what is typed */
  listen (reads) {
    const wasThere = document.activeElement === this.#line
    this.#line.disabled = this.#end.disabled = !reads
    this.#line.placeholder = reads ? 'type a line for the program' : 'no program reads input now'
    if (wasThere && !reads) this.#output.focus()
  }

  /** @param {number} by */
  #recall (by) {
    this.#back = Math.max(0, Math.min(this.#typed.length, this.#back + by))
    this.#line.value = this.#typed[this.#back] ?? ''
  }
}
