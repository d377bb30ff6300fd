import { WasiError } from '../errno.js'

/** @typedef {import('./descriptor.js').Descriptor} Descriptor */

/** The descriptors of a guest by number. */
export class Table {
  /** @type {(Descriptor | undefined)[]} */
  #held = []

  /**
   * @param {Descriptor} descriptor
   * @returns {number} the lowest that was free
   */
  add (descriptor) {
    const free = this.#held.indexOf(undefined)
    const fd = free < 0 ? this.#held.length : free
    this.#held[fd] = descriptor
    return fd
  }

  /**
   * @param {number} fd
   * @returns {Descriptor}
   * @throws {WasiError} `badf`
   */
  get (fd) {
    const found = this.#held[fd]
    if (!found) throw new WasiError('badf')
    return found
  }

  /** @param {number} fd */
  close (fd) {
    const found = this.get(fd)
    this.#held[fd] = undefined
    found.close()
  }

  /** Give a descriptor the number of another, which is closed. @param {number} from @param {number} to */
  renumber (from, to) {
    const moved = this.get(from)
    const replaced = this.get(to)
    if (from === to) return
    this.#held[to] = moved
    this.#held[from] = undefined
    replaced.close()
  }

  closeAll () {
    for (const descriptor of this.#held) descriptor?.close()
    this.#held = []
  }
}
