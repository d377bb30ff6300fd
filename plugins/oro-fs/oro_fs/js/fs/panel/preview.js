/** A preview of the selected file: as text, picture, sound, film or bytes. */

import { h } from 'oro:panel'
import { look, read } from './disk.js'
import { Editor } from './editor.js'
import { hexView } from './hex.js'
import { icon } from './icons.js'
import { mediaView } from './media.js'
import { bytes, decode, mediaType, permissions, pieces, when } from './names.js'
import { fromBytes } from './text.js'

const FIRST = 256 * 1024
const DOCUMENT = 'M4 1.500h5.500L12.500 4.500v10H4z M9.500 1.500v3h3'

/** @param {string} name percent-encoded */
export function nameNodes (name) {
  return pieces(decode(name)).map(({ text, odd }) => odd ? h('span.fs-odd', { textContent: text }) : document.createTextNode(text))
}

export class Preview {
  /** @type {import('./disk.js').Entry | null} */
  entry = null
  /** @type {import('./disk.js').Facts | null} */
  facts = null
  /** The kind of preview: `text`, `media`, `hex`, `empty` or `error`. */
  showing = 'empty'
  /** @type {Editor | null} */
  editor = null
  #turn = 0
  /** @type {Promise<void> | null} */
  #loading = null
  #asHex = false
  #told = ''

  constructor () {
    this.title = h('div.fs-title', { hidden: true })
    this.body = h('div.fs-view')
    this.element = h('section.fs-card', { 'aria-label': 'Preview' }, this.title, this.body)
    this.#empty('Nothing selected', 'Choose a file to look into it')
  }

  get dirty () {
    return this.editor?.dirty ?? false
  }

  /**
   * Show a file, or nothing.
   * @param {import('./disk.js').Entry | null} entry
   */
  async show (entry) {
    this.entry = entry
    this.#asHex = false
    if (entry) return this.#load(entry)
    this.#turn++
    this.editor = this.facts = null
    this.title.hidden = true
    this.#empty('Nothing selected', 'Choose a file to look into it')
  }

  /** Read the file again, because it may have changed; typed text and the scroll position are kept. */
  async refresh () {
    const { entry } = this
    await this.#loading
    const { editor } = this
    if (!entry || entry !== this.entry) return
    const now = await look(entry.path).catch(() => null)
    if (entry !== this.entry || now?.stamp === (editor?.facts ?? this.facts)?.stamp) return
    if (editor?.dirty) return editor.warn()
    if (!now) return this.#fail(new Error('It is not there any more'))
    const { scrollTop = 0, selectionStart = 0 } = editor?.area ?? {}
    await this.#load(entry)
    if (!this.editor || entry !== this.entry) return
    this.editor.area.setSelectionRange(selectionStart, selectionStart)
    this.editor.area.scrollTop = scrollTop
  }

  /** @param {import('./disk.js').Entry} entry */
  #load (entry) {
    return (this.#loading = this.#replace(entry))
  }

  /** @param {import('./disk.js').Entry} entry */
  async #replace (entry) {
    const turn = ++this.#turn
    const current = () => turn === this.#turn
    try {
      const facts = await look(entry.path)
      if (!current()) return
      const { showing, element, editor = null, told = '' } = await this.#view(entry, facts)
      if (!current()) return
      Object.assign(this, { facts, showing, editor })
      this.#told = told
      emptied(this.body.querySelector('audio, video'))
      this.body.replaceChildren(element)
    } catch (error) {
      if (current()) this.#fail(/** @type {Error} */ (error))
    }
    if (current()) this.#head()
  }

  /**
   * @param {import('./disk.js').Entry} entry
   * @param {import('./disk.js').Facts} facts
   * @returns {Promise<{ showing: string, element: HTMLElement, editor?: Editor, told?: string }>}
   */
  async #view (entry, facts) {
    if (facts.kind === 'special') return { showing: 'empty', element: message('Nothing to read', `This is a ${facts.special}`) }
    if (facts.kind === 'folder') return { showing: 'empty', element: message('A folder', 'Open it with Enter or a double click') }
    const type = mediaType(decode(entry.name))
    if (this.#asHex) return this.#hex(entry, facts)
    if (type) return { showing: 'media', ...await mediaView(entry, facts, type) }
    const start = await read(entry.path, 0, FIRST)
    const text = fromBytes(start, facts.size <= start.length)
    if (!text) return this.#hex(entry, facts)
    const editor = new Editor(entry, facts, text, { changed: () => this.#head(), reload: () => this.#load(entry) })
    const told = text.fixed ? `read only: ${text.fixed}` : ''
    return { showing: 'text', element: editor.element, editor, told: facts.size > start.length ? `first ${bytes(start.length)} shown` : told }
  }

  /**
   * @param {import('./disk.js').Entry} entry
   * @param {import('./disk.js').Facts} facts
   */
  async #hex (entry, facts) {
    return { showing: 'hex', element: await hexView(entry, facts, (error) => this.#fail(error)) }
  }

  /** @param {Error} error */
  #fail (error) {
    this.showing = 'error'
    this.editor = null
    this.body.replaceChildren(message('Cannot show this', error.message))
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  #empty (title, text) {
    this.showing = 'empty'
    this.body.replaceChildren(message(title, text))
  }

  #head () {
    const { entry, facts, editor } = this
    if (!entry) return
    this.title.hidden = false
    this.title.replaceChildren(
      h('div', {}, h('b', {}, ...nameNodes(entry.name)), h('small', {}, ...describe(facts, this.#told))),
      ...(editor?.dirty
        ? [h('button.quiet', { textContent: 'Revert', onclick: () => editor.revert() }),
            h('button.primary', { textContent: 'Save', title: 'Ctrl+S', onclick: () => editor.save() })]
        : facts?.kind === 'file' ? [this.#toggle(entry)] : []))
  }

  /** @param {import('./disk.js').Entry} entry */
  #toggle (entry) {
    const onclick = () => {
      this.#asHex = !this.#asHex
      this.#load(entry)
    }
    return h('button.quiet', { textContent: 'Hex', 'aria-pressed': String(this.#asHex), title: 'Show its bytes', onclick })
  }
}

/**
 * @param {import('./disk.js').Facts | null} facts
 * @param {string} told
 * @returns {(Node | string)[]}
 */
function describe (facts, told) {
  if (!facts) return []
  const parts = [facts.kind === 'file' ? bytes(facts.size) : facts.special, told, when(facts.modified), permissions(facts.mode)]
  const text = parts.filter(Boolean).join('  ·  ')
  return facts.target === null ? [text] : [`${text}  ·  → `, ...nameNodes(facts.target)]
}

/**
 * @param {string} title
 * @param {string} text
 */
function message (title, text) {
  return h('div.fs-empty', {}, icon(DOCUMENT), h('strong', { textContent: title }), h('span', { textContent: text }))
}

/**
 * Make a player release its memory.
 * @param {HTMLMediaElement | null} player
 */
function emptied (player) {
  player?.removeAttribute('src')
  player?.load()
}
