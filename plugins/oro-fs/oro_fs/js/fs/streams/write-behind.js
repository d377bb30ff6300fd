import { joined } from 'oro:internal/bytes'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** So much may wait; who adds more waits as well. */
const MOST = 16 << 20

/** So much is written at once. */
const BATCH = 8 << 20

/** Writes what is added in its order, one piece at a time; what is added meanwhile is the next piece. */
export class WriteBehind {
  /** @type {Bytes[]} */
  #waiting = []
  #size = 0
  /** @type {Promise<void> | null} */
  #running = null
  #write

  /** @param {(bytes: Bytes) => Promise<void>} write writes all of a piece */
  constructor (write) {
    this.#write = write
  }

  /** Whether more may be added without waiting. */
  get hasRoom () {
    return this.#size < MOST
  }

  /** Whether something is under way. */
  get isBusy () {
    return this.#running !== null
  }

  /** @returns {Promise<void>} settles when nothing waits */
  get idle () {
    return this.#running ?? Promise.resolve()
  }

  /**
   * @param {Bytes} bytes
   * @returns {Promise<void>} settles when nothing waits any more
   */
  add (bytes) {
    this.#waiting.push(bytes)
    this.#size += bytes.length
    this.#running ??= this.#run()
    return this.#running
  }

  /**
   * Write in another way, when nothing is under way; what is added meanwhile waits.
   * @template T
   * @param {() => Promise<T>} write
   * @returns {Promise<T>}
   */
  alone (write) {
    const written = write()
    this.#running = this.#run(written.catch(() => {}))
    return written
  }

  /** @param {Promise<any>} [before] */
  async #run (before) {
    try {
      if (before) await before
      while (this.#waiting.length) {
        const piece = joined(this.#take())
        await this.#write(piece)
        this.#size -= piece.length
      }
    } finally {
      this.#waiting = []
      this.#running = null
    }
  }

  /** At least one, and no more than fit. */
  #take () {
    let size = 0
    let count = 0
    while (count < this.#waiting.length && (count === 0 || size + this.#waiting[count].length <= BATCH)) {
      size += this.#waiting[count++].length
    }
    return this.#waiting.splice(0, count)
  }
}
