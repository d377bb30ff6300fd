/**
 * Lines of a stream, one after another; those of a terminal are edited.
 * @module
 */

import { AbortError } from '../../base/errors.js'
import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { EventEmitter, on } from '../events.js'
import { adoptable } from '../../internal/callable.js'
import { StringDecoder } from '../string_decoder.js'
import { Editor } from './editor.js'
import { emitKeypressEvents } from './keypress.js'
import { checkedOptions } from './options.js'

/** @typedef {import('./options.js').Options} Options */
/** @typedef {(answer: string) => void} Answer */

const CODES = /\x1b\[[0-9;]*[A-Za-z]/g

/** Reads lines; emits `line`, `pause`, `resume`, `error` of the input, and `close`. */
export class Interface extends adoptable(EventEmitter) {
  #decoder = new StringDecoder('utf8')
  #rest = ''
  /** When a carriage return ended a chunk: a line feed that follows soon ends no second line. */
  #returned = 0
  #prompt
  /** @type {{ answer: Answer, prompt: string } | null} */
  #asked = null
  #paused = false
  /** @type {boolean | undefined} */
  closed = undefined
  /** @type {Editor | null} */
  #editor = null
  line = ''
  /** @type {number | undefined} there is none without editing */
  cursor = undefined

  /** @param {Options | any} options or the input @param {any} [output] */
  constructor (options, output) {
    super()
    const given = checkedOptions(typeof options?.on === 'function' ? { input: options, output } : options)
    this.input = given.input
    this.output = given.output
    this.#prompt = given.prompt ?? '> '
    // A terminal whose input cannot be made raw shows and edits what is typed itself.
    this.terminal = Boolean(given.terminal ?? (this.output?.isTTY && typeof this.input.setRawMode === 'function'))
    this.crlfDelay = Math.max(100, Number(given.crlfDelay) || 0)
    this.escapeCodeTimeout = given.escapeCodeTimeout ?? 500
    this.input.on('error', this.#onError)
    if (this.terminal) this.#edit(given)
    else this.input.on('data', this.#onData)
    this.input.on('end', this.#onEnd)
    given.signal?.addEventListener('abort', () => this.close(), { once: true })
    if (given.signal?.aborted) queueMicrotask(() => this.close())
    this.input.resume?.()
  }

  /** @param {any} options */
  #edit (options) {
    this.cursor = 0
    /** @type {string[]} */
    this.history = options.history ?? []
    this.historySize = options.historySize ?? 30
    this.#editor = new Editor(this, options, (line) => { this.#tell(line) })
    emitKeypressEvents(this.input, this)
    this.input.on('keypress', this.#onKey)
    this.input.setRawMode?.(true)
    this.output?.on?.('resize', this.#onResize)
  }

  #onKey = (/** @type {any} */ text, /** @type {any} */ key) => { this.#editor?.press(text, key) }
  #onResize = () => { this.#editor?.screen.refresh() }
  #onError = (/** @type {any} */ error) => { this.emit('error', error) }

  #onData = (/** @type {any} */ chunk) => {
    if (chunk === undefined) return
    let text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)
    if (text === '') return
    if (Date.now() - this.#returned <= this.crlfDelay && text.startsWith('\n')) text = text.slice(1)
    this.#returned = text.endsWith('\r') ? Date.now() : 0
    const lines = (this.#rest + text).split(/\r?\n|\r/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#tell(line)
  }

  #onEnd = () => {
    const rest = this.#editor ? this.line : this.#rest + this.#decoder.end()
    this.#rest = ''
    if (rest) this.#tell(rest)
    this.close()
  }

  /** @param {string} line */
  #tell (line) {
    const asked = this.#asked
    if (!asked) return this.emit('line', line)
    this.#forget()
    return asked.answer(line)
  }

  #forget () {
    if (!this.#asked) return
    this.#prompt = this.#asked.prompt
    this.#asked = null
  }

  setPrompt (/** @type {string} */ text) { this.#prompt = text }
  getPrompt () { return this.#prompt }

  /** @returns {{ rows: number, cols: number }} where what is typed appears */
  getCursorPos () {
    if (this.#editor) return this.#editor.screen.cursor()
    const width = [...`${this.#prompt}`.replace(CODES, '')].length
    const columns = this.output?.columns ?? Infinity
    return { cols: columns === Infinity ? width : width % columns, rows: columns === Infinity ? 0 : Math.floor(width / columns) }
  }

  /** @param {boolean} [preserveCursor] the cursor stays where it is in the line */
  prompt (preserveCursor) {
    if (this.#paused) this.resume()
    if (this.#editor) {
      if (!preserveCursor) this.cursor = 0
      return this.#editor.screen.refresh()
    }
    this.#write(this.#prompt)
  }

  /**
   * @param {string} query
   * @param {any} options
   * @param {Answer} [callback]
   */
  question (query, options, callback) {
    const answer = typeof options === 'function' ? options : callback
    const { signal } = typeof options === 'object' && options ? options : /** @type {any} */ ({})
    if (signal?.aborted || typeof answer !== 'function') return
    this.#check()
    if (this.#asked) return this.prompt()
    this.#asked = { answer, prompt: this.#prompt }
    const asked = this.#asked
    signal?.addEventListener('abort', () => {
      if (this.#asked !== asked) return
      this.#forget()
      this.#write('\r\n')
    }, { once: true })
    this.#prompt = query
    this.prompt()
  }

  pause () {
    if (this.#paused) return this
    this.input.pause?.()
    this.#paused = true
    this.emit('pause')
    return this
  }

  resume () {
    if (!this.#paused) return this
    this.input.resume?.()
    this.#paused = false
    this.emit('resume')
    return this
  }

  /** @param {any} text as if it had been read @param {any} [key] as if it had been pressed */
  write (text, key) {
    if (this.#paused) this.resume()
    if (this.#editor) return this.#editor.press(text ?? undefined, key)
    this.#onData(text)
  }

  close () {
    if (this.closed) return
    this.pause()
    this.closed = true
    this.input.removeListener('data', this.#onData)
    if (this.#editor) this.#stopEditing()
    this.input.removeListener('end', this.#onEnd)
    this.emit('close')
  }

  #stopEditing () {
    this.input.setRawMode?.(false)
    this.input.removeListener('keypress', this.#onKey)
    this.output?.removeListener?.('resize', this.#onResize)
  }

  /** @param {any} text */
  #write (text) {
    if (typeof text !== 'string') throw invalidArgType('stringToWrite', 'of type string', text)
    this.output?.write(text)
  }

  #check () {
    if (this.closed) throw nodeError(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed')
  }

  async * [Symbol.asyncIterator] () {
    if (this.closed) return
    try {
      for await (const [line] of on(this, 'line', { close: ['close'] })) yield line
    } finally {
      this.close()
    }
  }
}

/** The same with promises. */
export class PromisesInterface extends Interface {
  /**
   * @param {string} query
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {any} a promise of the answer
   */
  question (query, options = {}) {
    return new Promise((resolve, reject) => {
      const abort = () => reject(new AbortError('The operation was aborted', { cause: options.signal?.reason }))
      if (options.signal?.aborted) return abort()
      options.signal?.addEventListener('abort', abort, { once: true })
      super.question(query, options, resolve)
    })
  }
}
