/** @typedef {import('./screen.js').Screen} Screen */

/** @type {Record<string, string>} */
const KEYS = {
  Enter: '\r',
  Backspace: '\x7f',
  Tab: '\t',
  Escape: '\x1b',
  Delete: '\x1b[3~',
  Insert: '\x1b[2~',
  PageUp: '\x1b[5~',
  PageDown: '\x1b[6~'
}
/** @type {Record<string, string>} */
const MOVES = { ArrowUp: 'A', ArrowDown: 'B', ArrowRight: 'C', ArrowLeft: 'D', Home: 'H', End: 'F' }

/**
 * Return the bytes a key sends to a program; nothing where it is the page's.
 * @param {{ key: string, ctrlKey: boolean, altKey: boolean, shiftKey: boolean, metaKey: boolean }} event
 * @param {boolean} application whether arrows are sent as applications want them
 * @returns {string}
 */
export function sent ({ key, ctrlKey, altKey, shiftKey, metaKey }, application) {
  if (metaKey || (ctrlKey && shiftKey)) return ''
  if (key === 'Tab' && shiftKey) return '\x1b[Z'
  if (MOVES[key]) return moved(MOVES[key], { ctrlKey, altKey, shiftKey }, application)
  if (KEYS[key]) return altKey ? `\x1b${KEYS[key]}` : KEYS[key]
  if (key.length !== 1) return ''
  if (ctrlKey) return control(key)
  return altKey ? `\x1b${key}` : ''
}

/** @param {string} letter @param {{ ctrlKey: boolean, altKey: boolean, shiftKey: boolean }} held @param {boolean} application */
function moved (letter, { ctrlKey, altKey, shiftKey }, application) {
  const modifier = 1 + Number(shiftKey) + 2 * Number(altKey) + 4 * Number(ctrlKey)
  if (modifier > 1) return `\x1b[1;${modifier}${letter}`
  return application ? `\x1bO${letter}` : `\x1b[${letter}`
}

/** @param {string} key */
function control (key) {
  if (key === ' ') return '\0'
  const code = key.toUpperCase().charCodeAt(0)
  return code >= 64 && code < 96 ? String.fromCharCode(code & 31) : ''
}

/** Where the person types: a field that is not seen, for input methods and pasting want one. */
export class Keyboard {
  #screen
  #type
  /** @type {HTMLTextAreaElement} */
  element

  /** @param {Screen} screen @param {string} label @param {(text: string) => void} type */
  constructor (screen, label, type) {
    this.#screen = screen
    this.#type = type
    this.element = document.createElement('textarea')
    this.element.className = 'oro-terminal-keyboard'
    this.element.setAttribute('aria-label', label)
    this.element.spellcheck = false
    this.element.autocapitalize = 'off'
    this.element.addEventListener('keydown', (event) => this.#pressed(event))
    this.element.addEventListener('input', (event) => this.#typed(/** @type {InputEvent} */ (event)))
    this.element.addEventListener('compositionend', () => this.#take())
    this.element.addEventListener('paste', (event) => this.#pasted(event))
  }

  focus () {
    this.element.focus({ preventScroll: true })
  }

  /** @param {KeyboardEvent} event */
  #pressed (event) {
    if (event.isComposing || (event.ctrlKey && event.key === 'v')) return
    const text = sent(event, this.#screen.applicationKeys)
    if (!text) return
    event.preventDefault()
    event.stopPropagation()
    this.#type(text)
  }

  /** @param {InputEvent} event */
  #typed (event) {
    if (!event.isComposing) this.#take()
  }

  #take () {
    const text = this.element.value
    this.element.value = ''
    if (text) this.#type(text.replaceAll('\n', '\r'))
  }

  /** @param {ClipboardEvent} event */
  #pasted (event) {
    event.preventDefault()
    const text = (event.clipboardData?.getData('text/plain') ?? '').replace(/\r?\n/g, '\r')
    if (text) this.#type(this.#screen.bracketedPaste ? `\x1b[200~${text}\x1b[201~` : text)
  }
}
