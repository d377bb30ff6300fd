/**
 * Standard input, output and error of the app's process.
 * @module
 */

import { stream, write } from '../../base/ipc.js'
import { Readable, Writable } from '../stream.js'
import { facts } from './host-process.js'

/** Text to standard output or error, in order. */
export class Output extends Writable {
  #route

  /**
   * @param {'stdout' | 'stderr'} route
   * @param {1 | 2} fd
   */
  constructor (route, fd) {
    super({ decodeStrings: true })
    this.#route = route
    /** @type {number} */
    this.fd = fd
  }

  get isTTY () { return facts().tty?.[this.#route] ?? false }

  /**
   * @param {any} chunk
   * @param {string} _encoding
   * @param {(error?: Error | null) => void} callback
   */
  _write (chunk, _encoding, callback) {
    write(/** @type {any} */ (this.#route), {}, chunk).then(({ err }) => callback(err), callback)
  }

  /** Standard output belongs to the process, so closing the stream leaves it open. @param {Error | null} error @param {(error?: Error | null) => void} callback */
  _destroy (error, callback) { callback(error) }
}

/** Standard input; reading begins with the first reader. */
export class Input extends Readable {
  fd = 0
  /** @type {ReadableStreamDefaultReader<any> | null} */
  #reader = null

  get isTTY () { return facts().tty?.stdin ?? false }

  _read () {
    this.#next().catch((error) => this.destroy(error))
  }

  async #next () {
    const reader = this.#reader ??= (await opened()).getReader()
    const { done, value } = await reader.read()
    this.push(done ? null : value)
  }
}

/** @returns {Promise<ReadableStream<any>>} */
async function opened () {
  const { body } = await stream(/** @type {any} */ ('process.stdin'))
  return body ?? new ReadableStream({ start (controller) { controller.close() } })
}

export const stdout = new Output('stdout', 1)
export const stderr = new Output('stderr', 2)
export const stdin = new Input()
