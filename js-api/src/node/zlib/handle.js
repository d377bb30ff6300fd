/**
 * The handle behind a stream, which compresses: bytes go in from one buffer and come out into another, as far as there is room.
 * It has the members of the handles of Node's binding, which libraries reach through `stream._handle`. Rules:
 *
 * 1. `write()` works in a later task and calls back, `writeSync()` at once; both write to `state` what is left of
 *    room and of input.
 * 2. A failure is told to `onerror`; there is no callback then.
 * 3. What is closed while it works is let go when it has worked.
 *
 * @module
 */

import { Immediate } from '../timers/objects.js'

/** @typedef {{ message: string, errno: number, code: string }} Failure */

/** The base of handles. */
export class Handle {
  /** @type {Uint32Array} left of room, and of input */
  state = new Uint32Array(2)
  /** @type {() => void} */
  callback = () => {}
  /** @type {(message: string, errno: number, code: string) => void} */
  onerror = () => {}
  /** The chunk that is worked on. @type {Uint8Array | null} */
  buffer = null
  /** @type {(error?: Error | null) => void} */
  cb = () => {}
  availOutBefore = 0
  availInBefore = 0
  inOff = 0
  flushFlag = 0
  #working = false
  #closing = false

  /**
   * @param {number} flush
   * @param {Uint8Array | null} input
   * @param {number} inputOffset
   * @param {number} inputLength
   * @param {Uint8Array} output
   * @param {number} outputOffset
   * @param {number} outputLength
   */
  write (flush, input, inputOffset, inputLength, output, outputOffset, outputLength) {
    this.#working = true
    const work = () => {
      const failure = this.#run(flush, input, inputOffset, inputLength, output, outputOffset, outputLength)
      this.#working = false
      if (failure) this.#fail(failure)
      else this.callback()
      if (this.#closing) this.close()
    }
    this.prepare().then(() => new Immediate(work), (error) => this.onerror(error.message, -1, error.code))
  }

  /**
   * @param {number} flush
   * @param {Uint8Array | null} input
   * @param {number} inputOffset
   * @param {number} inputLength
   * @param {Uint8Array} output
   * @param {number} outputOffset
   * @param {number} outputLength
   */
  writeSync (flush, input, inputOffset, inputLength, output, outputOffset, outputLength) {
    this.prepareSync()
    const failure = this.#run(flush, input, inputOffset, inputLength, output, outputOffset, outputLength)
    if (failure) this.#fail(failure)
  }

  /**
   * @param {number} flush
   * @param {Uint8Array | null} input
   * @param {number} inputOffset
   * @param {number} inputLength
   * @param {Uint8Array} output
   * @param {number} outputOffset
   * @param {number} outputLength
   */
  #run (flush, input, inputOffset, inputLength, output, outputOffset, outputLength) {
    const given = input ? input.subarray(inputOffset, inputOffset + inputLength) : new Uint8Array()
    const { failure, roomLeft, inputLeft } = this.step(given, output.subarray(outputOffset, outputOffset + outputLength), flush)
    this.state[0] = roomLeft
    this.state[1] = inputLeft
    return failure
  }

  close () {
    this.#closing = this.#working
    if (!this.#working) this.release()
  }

  /** @param {Failure} failure */
  #fail ({ message, errno, code }) { this.onerror(message, errno, code) }

  /** Have what is needed. */
  async prepare () {}
  prepareSync () {}

  /**
   * @param {Uint8Array} input
   * @param {Uint8Array} output
   * @param {number} _flush
   * @returns {{ failure?: Failure, roomLeft: number, inputLeft: number }}
   */
  step (input, output, _flush) { return { roomLeft: output.length, inputLeft: input.length } }
  release () {}
}
