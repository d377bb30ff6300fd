import { taken } from './lanes.js'

/** @typedef {import('../../wasi/preview1/descriptors/streams.js').Source} Source */

const INPUT = 0

/** Input that comes while the guest runs. @implements {Source} */
export class LiveInput {
  #id
  /** @type {Uint8Array} */
  #held = new Uint8Array()
  #ended = false

  /** @param {string} id of the guest */
  constructor (id) {
    this.#id = id
  }

  /** @param {number} size */
  take (size) {
    this.wait(Infinity)
    const bytes = this.#held.subarray(0, size)
    this.#held = this.#held.subarray(size)
    return bytes
  }

  /** @param {number} ms */
  wait (ms) {
    if (!this.#held.length && !this.#ended) {
      const bytes = taken(this.#id, INPUT, ms)
      if (bytes === null) return null
      this.#held = bytes
      this.#ended = bytes.length === 0
    }
    return { size: BigInt(this.#held.length), ended: this.#ended && !this.#held.length }
  }
}

/** Input that is all there. @implements {Source} */
export class GivenInput {
  #bytes

  /** @param {Uint8Array} bytes */
  constructor (bytes) {
    this.#bytes = bytes
  }

  /** @param {number} size */
  take (size) {
    const bytes = this.#bytes.subarray(0, size)
    this.#bytes = this.#bytes.subarray(size)
    return bytes
  }

  wait () {
    return { size: BigInt(this.#bytes.length), ended: this.#bytes.length === 0 }
  }
}
