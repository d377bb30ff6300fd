/**
 * The editor: one file of the container, which is read anew when a program changes it.
 * @module
 */

import { buttonById, byId, messageOf } from './elements.js'

/** @typedef {import('oro:container').WebContainer} WebContainer */

const LARGEST = 2 << 20

export class EditorView {
  #container
  #hears
  #text = /** @type {HTMLTextAreaElement} */ (byId('text'))
  #save = buttonById('save')
  #code = /** @type {HTMLElement} */ (this.#text.parentElement)
  #path = ''
  /** The text of the file. */
  #saved = ''
  /** @type {{ close(): void } | null} */
  #watcher = null
  #escaped = false

  /** @param {WebContainer} container @param {{ opened: (path: string) => void, saved: (path: string) => void }} hears */
  constructor (container, hears) {
    this.#container = container
    this.#hears = hears
    this.#text.oninput = () => this.#show()
    this.#text.onkeydown = (event) => this.#key(event)
    this.#text.onscroll = () => { byId('numbers').scrollTop = this.#text.scrollTop }
    this.#save.onclick = () => this.save()
  }

  get path () {
    return this.#path
  }

  get edited () {
    return this.#path !== '' && this.#text.value !== this.#saved
  }

  /** @param {string} path */
  async open (path) {
    if (path !== this.#path && this.edited && !await this.save()) return
    this.#watcher?.close()
    this.#watcher = null
    try {
      // Watched first, so that no change falls between.
      const watcher = this.#container.fs.watchChanges(path, () => this.#changed(path))
      watcher.onerror = () => {}
      await watcher.ready
      this.#watcher = watcher
      const text = await this.#read(path)
      this.#path = path
      this.#put(text)
      this.#code.hidden = false
      byId('editor-empty').hidden = true
    } catch (error) {
      this.#path = ''
      this.#code.hidden = true
      byId('editor-empty').hidden = false
      byId('editor-empty').textContent = messageOf(error)
    }
    byId('opened').textContent = path
    this.#show()
    this.#hears.opened(path)
  }

  /** @returns {Promise<boolean>} whether what is written is in the file */
  async save () {
    if (!this.edited) return true
    const text = this.#text.value
    try {
      await this.#container.fs.writeFile(this.#path, text)
    } catch (error) {
      this.#say(messageOf(error), 'bad')
      return false
    }
    this.#saved = text
    this.#show()
    this.#say('saved in the container', 'good')
    this.#hears.saved(this.#path)
    return true
  }

  focus () {
    this.#text.focus()
  }

  /** @param {string} path @returns {Promise<string>} */
  async #read (path) {
    const { size } = await this.#container.fs.stat(path)
    if (size > LARGEST) throw new Error(`"${path}" has ${(size / 1e6).toFixed(1)} MB: the editor shows files of 2 MB at most; look into it in a terminal`)
    const bytes = await this.#container.fs.readFile(path)
    if (bytes.includes(0)) throw new Error(`"${path}" is no text: it has ${size} bytes`)
    return new TextDecoder().decode(bytes)
  }

  /** @param {string} path */
  async #changed (path) {
    try {
      const text = await this.#read(path)
      if (path !== this.#path || text === this.#saved) return
      if (this.edited) this.#say('a program changed it too; saving replaces that', 'bad')
      else this.#put(text)
    } catch {
      if (path !== this.#path) return
      // No text is the same as that of a file which is gone.
      this.#saved = '\0'
      this.#show(false)
      this.#say('a program removed it; saving makes it again', 'bad')
    }
  }

  /** @param {string} text */
  #put (text) {
    this.#saved = this.#text.value = text
    this.#show()
  }

  #show (says = true) {
    const count = this.#text.value.split('\n').length
    byId('numbers').textContent = Array.from({ length: count }, (_, index) => index + 1).join('\n')
    this.#save.disabled = !this.edited
    if (says) this.#say(this.edited ? 'edited' : '', '')
  }

  /** @param {string} text @param {string} kind */
  #say (text, kind) {
    byId('edited').textContent = text
    byId('edited').className = `note ${kind}`
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    if (event.key === 'Tab' && !this.#escaped && !event.shiftKey && !event.ctrlKey) {
      event.preventDefault()
      this.#text.setRangeText('  ', this.#text.selectionStart, this.#text.selectionEnd, 'end')
      this.#show()
    }
    this.#escaped = event.key === 'Escape'
  }
}
