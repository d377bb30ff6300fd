/**
 * A process of a container of the page.
 * @module
 */

import { Output } from './output.js'
import { textOf } from './text-stream.js'

const WINDOW = 64 * 1024

export class PageProcess {
  #kernel
  #pid
  /** @type {Map<number, Output>} */
  #outputs = new Map()
  #credits = WINDOW
  /** @type {(() => void) | null} */
  #room = null
  #closed = false
  /** @type {(value: number) => void} */
  #exited = () => {}
  /** @type {Promise<number>} */
  exit
  /** @type {ReadableStream<string>} what it and its descendants write */
  output
  /** @type {ReadableStream<Uint8Array>} the same as bytes; of the two one is read */
  bytes
  /** @type {ReadableStream<Uint8Array> | null} its error output, where that is apart */
  errors
  /** @type {WritableStream<string>} what it reads */
  input
  /** @type {string | null} the signal that ended it */
  signal = null

  /** @param {import('./kernel.js').KernelClient} kernel @param {number} pid @param {boolean} [apart] whether its error output is */
  constructor (kernel, pid, apart = false) {
    this.#kernel = kernel
    this.#pid = pid
    this.exit = new Promise((resolve) => { this.#exited = resolve })
    this.bytes = this.#made(1)
    this.output = textOf(this.bytes)
    this.errors = apart ? this.#made(2) : null
    this.input = new WritableStream({
      write: (text) => this.#write(typeof text === 'string' ? new TextEncoder().encode(text) : text),
      close: () => { kernel.call('end_input', { pid }).catch(() => {}) },
      abort: () => { kernel.call('end_input', { pid }).catch(() => {}) }
    })
  }

  get pid () { return this.#pid }

  /** @param {string | number} [signal] SIGTERM unless given; its descendants get it too */
  kill (signal = 'SIGTERM') {
    this.#kernel.call('kill', { pid: this.#pid, signal }).catch(() => {})
  }

  /** @param {{ cols: number, rows: number }} size */
  resize ({ cols, rows }) {
    this.#kernel.call('resize', { pid: this.#pid, cols, rows }).catch((error) => { console.warn(error.message) })
  }

  /** Take a message of the kernel. @param {any} message */
  hear (message) {
    if (message.kind === 'output') {
      this.#outputs.get(message.fd)?.hear(message.data)
    } else if (message.kind === 'credit') {
      this.#credits += message.bytes
      this.#tellRoom()
    } else if (message.kind === 'input-closed') {
      this.#closed = true
      this.#tellRoom()
    } else if (message.kind === 'ended') {
      this.signal = message.signal ?? null
      this.#exited(message.status)
    }
  }

  /** End it with its container. */
  drop () {
    this.#exited(137)
    this.#closed = true
    this.#tellRoom()
    for (const output of this.#outputs.values()) output.hear(new Uint8Array())
  }

  /** @param {number} fd @returns {ReadableStream<Uint8Array>} */
  #made (fd) {
    const pid = this.#pid
    const output = new Output((bytes) => { this.#kernel.call('credit', { pid, fd, bytes }).catch(() => {}) }, () => { this.#kernel.call('close_output', { pid, fd }).catch(() => {}) })
    this.#outputs.set(fd, output)
    return output.stream
  }

  /** @param {Uint8Array} bytes */
  async #write (bytes) {
    for (let at = 0; at < bytes.length && !this.#closed;) {
      while (this.#credits <= 0 && !this.#closed) await new Promise((resolve) => { this.#room = () => resolve(undefined) })
      const data = bytes.subarray(at, at + this.#credits)
      at += data.length
      this.#credits -= data.length
      await this.#kernel.call('input', { pid: this.#pid, data })
    }
    if (this.#closed) throw new Error(`Cannot write to process ${this.#pid}: it reads no more`)
  }

  #tellRoom () {
    const room = this.#room
    this.#room = null
    room?.()
  }
}
