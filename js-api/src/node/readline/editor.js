/**
 * The keys with which a line is edited on a terminal.
 * @module
 */

import inspecting from '../../internal/vendor/inspect.js'
import { asColumns, commonPrefix } from './completion.js'
import { History } from './history.js'
import { Line } from './line.js'
import { Screen } from './screen.js'

/** @typedef {{ name?: string, ctrl?: boolean, meta?: boolean, shift?: boolean, sequence?: string }} Key */

/** @type {Record<string, (editor: Editor) => void>} */
const KEYS = {
  'ctrl-shift-backspace': ({ line }) => line.cutLeft(),
  'ctrl-shift-delete': ({ line }) => line.cutRight(),
  'ctrl-c': (editor) => editor.signal('SIGINT'),
  'ctrl-z': (editor) => editor.signal('SIGTSTP'),
  'ctrl-d': (editor) => editor.endOrRemove(),
  'ctrl-h': ({ line }) => line.removeLeft(line.characterLeft),
  'ctrl-u': ({ line }) => line.cutLeft(),
  'ctrl-k': ({ line }) => line.cutRight(),
  'ctrl-a': ({ line }) => line.move(-Infinity),
  'ctrl-e': ({ line }) => line.move(Infinity),
  'ctrl-b': ({ line }) => line.move(-line.characterLeft),
  'ctrl-f': ({ line }) => line.move(line.characterRight),
  'ctrl-l': ({ screen }) => screen.clear(),
  'ctrl-n': (editor) => editor.show(editor.history.next()),
  'ctrl-p': (editor) => editor.show(editor.history.previous()),
  'ctrl-y': ({ line }) => line.paste(),
  'ctrl-w': ({ line }) => line.removeLeft(line.wordLeft),
  'ctrl-backspace': ({ line }) => line.removeLeft(line.wordLeft),
  'ctrl-delete': ({ line }) => line.removeRight(line.wordRight),
  'ctrl-left': ({ line }) => line.move(-line.wordLeft),
  'ctrl-right': ({ line }) => line.move(line.wordRight),
  'meta-b': ({ line }) => line.move(-line.wordLeft),
  'meta-f': ({ line }) => line.move(line.wordRight),
  'meta-d': ({ line }) => line.removeRight(line.wordRight),
  'meta-delete': ({ line }) => line.removeRight(line.wordRight),
  'meta-backspace': ({ line }) => line.removeLeft(line.wordLeft),
  'meta-y': ({ line }) => line.pasteOther(),
  backspace: ({ line }) => line.removeLeft(line.characterLeft),
  delete: ({ line }) => line.removeRight(line.characterRight),
  left: ({ line }) => line.move(-line.characterLeft),
  right: ({ line }) => line.move(line.characterRight),
  home: ({ line }) => line.move(-Infinity),
  end: ({ line }) => line.move(Infinity),
  up: (editor) => editor.show(editor.history.previous()),
  down: (editor) => editor.show(editor.history.next())
}

/** Edits the lines of an interface. */
export class Editor {
  #of
  #completer
  #enter
  #returned = 0
  #wasTab = false

  /**
   * @param {any} of the interface
   * @param {any} options its own
   * @param {(line: string) => void} enter called with each line
   */
  constructor (of, options, enter) {
    this.#of = of
    this.#enter = enter
    this.#completer = options.completer
    this.screen = new Screen(of, options.tabSize ?? 8)
    this.line = new Line(of, this.screen)
    this.history = new History(of, options)
  }

  /** @param {string | undefined} text @param {Key} [key] */
  press (text, key = {}) {
    const { name = '', ctrl, meta, shift } = key
    this.history.note((name === 'up' || name === 'down') && !ctrl && !meta && !shift)
    const wasTab = this.#wasTab
    this.#wasTab = name === 'tab'
    if (key.sequence === '\x1f') return this.line.undo()
    if (key.sequence === '\x1e') return this.line.redo()
    if (name === 'escape') return
    if (ctrl || meta) return KEYS[ctrl ? `ctrl-${shift ? 'shift-' : ''}${name}` : `meta-${name}`]?.(this)
    const returned = this.#returned
    this.#returned = name === 'return' ? Date.now() : 0
    if (name === 'return') return this.#end()
    if (name === 'enter') return Date.now() - returned > this.#of.crlfDelay ? this.#end() : undefined
    if (name === 'tab' && this.#completer) return void this.#complete(wasTab)
    if (Object.hasOwn(KEYS, name)) return KEYS[name](this)
    if (typeof text === 'string') this.#type(text)
  }

  /** @param {string} text may have several lines */
  #type (text) {
    const lines = text.split(/\r\n|\n|\r/)
    const last = lines.pop()
    for (const line of lines) {
      if (line) this.line.insert(line)
      this.#end()
    }
    if (last) this.line.insert(last)
  }

  #end () {
    const line = this.history.add()
    this.line.finish()
    this.#enter(line)
  }

  /** @param {string | null} line of the history */
  show (line) {
    if (line === null) return
    this.line.keep()
    this.line.put(line, line.length)
  }

  /** @param {'SIGINT' | 'SIGTSTP'} name */
  signal (name) {
    if (this.#of.listenerCount(name) > 0) this.#of.emit(name)
    else if (name === 'SIGINT') this.#of.close()
  }

  endOrRemove () {
    if (this.#of.line === '') this.#of.close()
    else this.line.removeRight(this.line.characterRight)
  }

  /** @param {boolean} wasTab the key before was Tab too */
  async #complete (wasTab) {
    const completer = this.#completer
    const text = this.line.before
    this.#of.pause()
    try {
      const found = await (completer.length === 2 ? new Promise((resolve, reject) => completer(text, (/** @type {any} */ error, /** @type {any} */ value) => error ? reject(error) : resolve(value))) : completer(text))
      this.#of.resume()
      this.#offer(found, wasTab)
    } catch (error) {
      this.#of.resume()
      this.screen.write(`Tab completion error: ${inspecting.inspect(error)}`)
    }
  }

  /** @param {[string[], string]} found and the text they complete @param {boolean} wasTab */
  #offer ([completions, completed], wasTab) {
    if (!completions?.length) return
    const prefix = commonPrefix(completions.filter((text) => text !== ''))
    if (prefix.startsWith(completed) && prefix.length > completed.length) return this.line.insert(prefix.slice(completed.length))
    if (!completed.startsWith(prefix)) {
      const head = this.line.before.slice(0, this.line.before.length - completed.length) + prefix
      return this.line.put(head + this.line.after, head.length)
    }
    if (!wasTab) return
    this.line.keep()
    this.screen.write(asColumns(completions, this.screen.columns))
    this.screen.refresh()
  }
}
