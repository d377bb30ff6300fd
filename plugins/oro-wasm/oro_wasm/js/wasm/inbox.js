/** Bytes that came from a worker, until they are wanted. */
export class Inbox {
  /** @type {Uint8Array[]} */
  #held = []
  #ended = false
  #discarded = false
  /** @type {(() => void) | null} */
  #wake = null

  /** @param {Uint8Array} bytes @returns {boolean} whether they will be read */
  put (bytes) {
    if (this.#discarded) return false
    this.#held.push(bytes)
    this.#wake?.()
    return true
  }

  end () {
    this.#ended = true
    this.#wake?.()
  }

  /** Have nothing more. @returns {number} how many bytes were there */
  discard () {
    this.#discarded = true
    const size = this.#held.reduce((sum, { length }) => sum + length, 0)
    this.#held = []
    return size
  }

  /** @returns {Promise<Uint8Array | null>} null at the end */
  async take () {
    while (!this.#held.length && !this.#ended && !this.#discarded) {
      await new Promise((resolve) => { this.#wake = () => resolve(undefined) })
    }
    return this.#held.shift() ?? null
  }
}
