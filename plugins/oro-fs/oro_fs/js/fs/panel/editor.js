/** One text file: read, edited, saved, and never overwritten when another program changed it meanwhile. */

import { h } from 'oro:panel'
import { look, save } from './disk.js'
import { toFile } from './text.js'

export class Editor {
  #saving = false

  /**
   * @param {import('./disk.js').Entry} entry
   * @param {import('./disk.js').Facts} facts as it was when read
   * @param {import('./text.js').Text} text
   * @param {{ changed: () => void, reload: () => void }} events
   */
  constructor (entry, facts, { text, newline, fixed }, events) {
    this.entry = entry
    this.facts = facts
    this.saved = text
    this.newline = newline
    this.fixed = fixed
    this.events = events
    this.area = h('textarea', { value: text, readOnly: Boolean(fixed), spellcheck: false, 'aria-label': 'Text', oninput: () => events.changed() })
    this.area.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#key(event))
    this.notes = h('div')
    this.element = h('div.fs-view', {}, this.notes, this.area)
  }

  /** Whether something typed is not on disk. */
  get dirty () {
    return this.area.value !== this.saved
  }

  /**
   * Write what was typed, unless the file changed since it was read.
   * @param {boolean} [whatever] overwrite even then
   * @returns {Promise<boolean>} whether it was written
   */
  async save (whatever = false) {
    if (this.fixed || this.#saving) return false
    this.#saving = true
    try {
      if (!whatever && await this.changedOutside()) {
        this.warn()
        return false
      }
      const text = this.area.value
      await save(this.entry.path, toFile(text, this.newline))
      this.facts = await look(this.entry.path)
      this.saved = text
      this.notes.replaceChildren()
      return true
    } catch (error) {
      this.#note(`Cannot save: ${/** @type {Error} */ (error).message}`, [['Try again', () => this.save(whatever)]])
      return false
    } finally {
      this.#saving = false
      this.events.changed()
    }
  }

  async changedOutside () {
    const now = await look(this.entry.path).catch(() => null)
    return now?.stamp !== this.facts.stamp
  }

  /** Say that the file changed, and ask what to do. */
  warn () {
    this.#note('This file was changed outside since you opened it', [
      ['Keep mine', () => this.save(true)],
      ['Take theirs', () => this.events.reload()]
    ])
  }

  /** Take back what was typed. */
  revert () {
    this.area.value = this.saved
    this.notes.replaceChildren()
    this.events.changed()
  }

  /**
   * @param {string} text
   * @param {[string, () => void][]} choices
   */
  #note (text, choices) {
    const buttons = choices.map(([label, onclick]) => h('button', { textContent: label, onclick }))
    this.notes.replaceChildren(h('div.fs-note.bad', { role: 'alert' }, h('span', { textContent: text }), ...buttons))
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      if (this.dirty) this.save()
    }
  }
}
