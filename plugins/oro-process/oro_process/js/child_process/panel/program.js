/** One program that the panel runs, and the end of its output. */

import { spawn } from '../spawn.js'

/** @typedef {{ stream: 'stdin' | 'stdout' | 'stderr' | 'end', text: string }} Piece */

/** Characters that are kept. */
const KEPT = 50000

export class Program {
  /** @type {Piece[]} */
  pieces = []
  /** The state shown in the list. */
  state = 'is starting'
  running = true
  failed = false
  milliseconds = 0
  #length = 0
  #began = performance.now()

  /**
   * @param {string} line
   * @param {() => void} changed called when there is output or a new state
   */
  constructor (line, changed) {
    this.line = line
    this.changed = changed
    this.child = spawn(line, { shell: true })
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      this.child[stream].setEncoding('utf8').on('data', (/** @type {string} */ text) => this.#add({ stream, text }))
    }
    this.child.stdin.on('error', () => {})
    this.child.on('spawn', () => this.#become('runs'))
    this.child.on('error', (error) => this.#end(error.message, true))
    /** @type {Promise<void>} */
    this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => {
      this.#end(signal ? `ended by ${signal}` : `exited with ${code}`, code !== 0)
      resolve()
    }))
  }

  /** @param {string} text a line for its input */
  write (text) {
    if (!this.running) return
    this.#add({ stream: 'stdin', text: `${text}\n` })
    this.child.stdin.write(`${text}\n`)
  }

  /** Tell it that no more input comes. */
  finish () {
    this.child.stdin.end()
  }

  /** @param {string} [signal] */
  kill (signal) {
    this.child.kill(signal)
  }

  /** All of it that is kept, as text. */
  get text () {
    return this.pieces.map(({ text }) => text).join('')
  }

  /** @param {Piece} piece */
  #add (piece) {
    const last = this.pieces.at(-1)
    if (last?.stream === piece.stream) last.text += piece.text
    else this.pieces.push(piece)
    this.#length += piece.text.length
    this.#trim()
    this.changed()
  }

  /** Forget the oldest. */
  #trim () {
    while (this.#length > KEPT) {
      const [first] = this.pieces
      const excess = Math.min(this.#length - KEPT, first.text.length)
      first.text = first.text.slice(excess)
      this.#length -= excess
      if (!first.text) this.pieces.shift()
    }
  }

  /** @param {string} state */
  #become (state) {
    this.state = state
    this.changed()
  }

  /**
   * @param {string} state
   * @param {boolean} failed
   */
  #end (state, failed) {
    if (!this.running) return
    this.running = false
    this.failed = failed
    this.milliseconds = performance.now() - this.#began
    this.#add({ stream: 'end', text: state })
    this.#become(state)
  }
}
