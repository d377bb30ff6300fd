/**
 * Standard input, output and error.
 * @module
 */

import { READ, WRITE } from '../constants.js'
import { Descriptor } from './descriptor.js'

/**
 * @typedef {object} Source of standard input
 * @property {(size: number) => Uint8Array} take waits for bytes and gives some, `size` at most; none at the end
 * @property {(ms: number) => { size: bigint, ended: boolean } | null} wait for bytes, without taking them
 */

/** @typedef {(bytes: Uint8Array<ArrayBuffer>) => void} Sink takes bytes that are its own from then on */

export class Input extends Descriptor {
  #source

  /** @param {Source} source */
  constructor (source) {
    super()
    this.#source = source
    this.rights = READ
  }

  get waits () { return true }

  /** @param {Uint8Array[]} buffers */
  read (buffers) {
    const buffer = buffers.find(({ length }) => length > 0)
    if (!buffer) return 0
    const bytes = this.#source.take(buffer.length)
    buffer.set(bytes)
    return bytes.length
  }

  /** @param {number} ms */
  readable (ms) {
    return this.#source.wait(ms)
  }
}

export class Output extends Descriptor {
  #sink

  /** @param {Sink} sink */
  constructor (sink) {
    super()
    this.#sink = sink
    this.rights = WRITE
  }

  /** @param {Uint8Array[]} buffers */
  write (buffers) {
    const size = buffers.reduce((sum, { length }) => sum + length, 0)
    if (size === 0) return 0
    const bytes = new Uint8Array(size)
    let at = 0
    for (const buffer of buffers) {
      bytes.set(buffer, at)
      at += buffer.length
    }
    this.#sink(bytes)
    return size
  }
}
