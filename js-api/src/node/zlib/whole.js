/**
 * The base of handles that code as much as they have, not byte by byte: what comes out waits until there is room.
 * @module
 */

import { constants } from './constants.js'
import { Handle } from './handle.js'

/** @typedef {import('./handle.js').Failure} Failure */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** The base of handles of Brotli. */
export class Whole extends Handle {
  /** @type {Map<number, number>} */
  params = new Map()
  /** @type {Bytes[]} */
  #taken = []
  /** @type {Bytes} */
  #out = new Uint8Array()
  #ended = false
  /** Whether the last write asked to finish the data. */
  ending = false

  /**
   * @param {Map<number, number>} params
   * @param {Uint32Array} state
   * @param {() => void} callback
   */
  init (params, state, callback) {
    Object.assign(this, { params, state, callback })
  }

  reset () {
    this.#taken = []
    this.#out = new Uint8Array()
    this.#ended = false
  }

  /**
   * @override
   * @param {number} flush
   * @param {Uint8Array | null} input
   * @param {number} inputOffset
   * @param {number} inputLength
   * @param {Uint8Array} output
   * @param {number} outputOffset
   * @param {number} outputLength
   */
  write (flush, input, inputOffset, inputLength, output, outputOffset, outputLength) {
    this.ending = flush === constants.BROTLI_OPERATION_FINISH
    super.write(flush, input, inputOffset, inputLength, output, outputOffset, outputLength)
  }

  /**
   * @override
   * @param {Uint8Array} input
   * @param {Uint8Array} output
   * @param {number} operation
   * @returns {{ failure?: Failure, roomLeft: number, inputLeft: number }}
   */
  step (input, output, operation) {
    let inputLeft = input.length
    if (this.#out.length === 0 && !this.#ended) {
      // The caller may use its buffer again.
      if (input.length) this.#taken.push(Uint8Array.from(input))
      const { out, rest = [], failure, left } = this.code(this.#taken, operation)
      if (failure) return { failure, roomLeft: output.length, inputLeft }
      this.#taken = rest
      this.#ended = left !== undefined
      inputLeft = Math.min(left ?? 0, input.length)
      if (out) this.#out = out
    }
    const part = this.#out.subarray(0, output.length)
    output.set(part)
    this.#out = this.#out.subarray(part.length)
    return { roomLeft: output.length - part.length, inputLeft }
  }

  /** @override */
  release () { this.reset() }

  /**
   * @param {Bytes[]} taken all that was not coded yet
   * @param {number} _operation
   * @returns {{ out?: Bytes, rest?: Bytes[], failure?: Failure, left?: number }} `left`: the data has ended, with so many bytes after it
   */
  code (taken, _operation) { return { rest: taken } }
}
