/**
 * A panel to copy and paste with.
 * @module
 */

import { attempt, button, card, field, Facts, h, honest, panelOf, row, Said, stack } from 'oro:panel'
import { clear, formats, read, readText, write, writeText } from '../clipboard.js'

const PICTURE = 96

class View {
  said = new Said()
  found = new Facts()
  #text = field('Text to copy', 'Hello from Python')
  #picture = h('img', { alt: '', hidden: true, style: 'max-width: 12rem; max-height: 8rem; border-radius: 6px' })

  constructor () {
    this.element = stack(
      card('Copy', '', row(this.#text, button('Text', () => this.copy(this.#text.value), true),
        button('HTML', () => this.copyHTML(this.#text.value)), button('A picture', () => this.copyPicture())), this.said.element),
      card('What is there', 'shared with every program of the desktop', this.found.element, this.#picture,
        row(button('Look', () => this.look()), button('Leave nothing there', () => this.clear()))))
  }

  async begin () {
    await this.look()
  }

  /** @param {string} text */
  async copy (text) {
    return this.#done(() => writeText(text), 'Copied as text')
  }

  /** @param {string} text */
  async copyHTML (text) {
    const marked = h('b', { textContent: text }).outerHTML
    return this.#done(() => write([new ClipboardItem({ 'text/html': blob(marked, 'text/html'), 'text/plain': blob(text, 'text/plain') })]), 'Copied as HTML and as text')
  }

  async copyPicture () {
    return this.#done(async () => write([new ClipboardItem({ 'image/png': await picture() })]), 'Copied as PNG')
  }

  async clear () {
    return this.#done(() => clear(), 'Nothing is there now')
  }

  /** Show what is there; a clipboard that cannot be had is said to be that. */
  async look () {
    return this.said.of(async () => {
      const types = await formats()
      const text = types.includes('text/plain') ? await readText() : ''
      this.found.set({ Formats: types.join(', ') || 'none', Text: text.length > 300 ? `${text.slice(0, 300)} …` : text || '–' })
      await this.#preview(types)
      return { types, text }
    }, () => '')
  }

  /** @param {string[]} types */
  async #preview (types) {
    URL.revokeObjectURL(this.#picture.src)
    this.#picture.hidden = !types.includes('image/png')
    if (this.#picture.hidden) return
    const [item] = await read()
    this.#picture.src = URL.createObjectURL(await item.getType('image/png'))
  }

  /**
   * @param {() => Promise<any>} work
   * @param {string} words
   */
  async #done (work, words) {
    const outcome = await this.said.of(work, () => words)
    if (outcome.error) return outcome
    await this.look()
    this.said.element.textContent = words
    return outcome
  }
}

/**
 * @param {string} text
 * @param {string} type
 */
function blob (text, type) {
  return new Blob([text], { type })
}

/** @returns {Promise<Blob>} a sun, as PNG */
async function picture () {
  const canvas = h('canvas', { width: PICTURE, height: PICTURE })
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#274b7a'
  pen.fillRect(0, 0, PICTURE, PICTURE)
  pen.fillStyle = '#e3b351'
  pen.arc(PICTURE / 2, PICTURE / 2, PICTURE / 3, 0, 7)
  pen.fill()
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

/** @param {View} view */
async function * checks (view) {
  yield await attempt('copies a text, or says that there is no clipboard', async () => {
    const outcome = await view.copy('naïve 🦊')
    const { value } = await view.look()
    const [ok, detail] = honest(outcome, 'copied and read again')
    return [ok && (outcome.error !== undefined || value?.text === 'naïve 🦊'), detail]
  })
  yield await attempt('copies a picture, or says that there is no clipboard', async () => {
    const outcome = await view.copyPicture()
    const { value } = await view.look()
    const [ok, detail] = honest(outcome, 'copied and shown')
    return [ok && (outcome.error !== undefined || Boolean(value?.types.includes('image/png'))), detail]
  })
}

export const panel = panelOf({
  id: 'clipboard',
  title: 'Clipboard',
  summary: 'Text, HTML and pictures of the desktop’s clipboard, through the plugin oro-clipboard.',
  icon: '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><rect x="4.500" y="4" width="11" height="13" rx="2"/><path d="M7.500 4V2.800h5V4M7.500 8.500h5M7.500 12h3.500"/></svg>',
  order: 41,
  group: 'Desktop'
}, { View, checks })

export default panel
