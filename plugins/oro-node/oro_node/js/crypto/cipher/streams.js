/** Stream ciphers: with a key stream, or with feedback. */

import { unsafe } from 'oro:internal/vendor/ciphers'

const SIZE = 16

/** A cipher that combines a key stream with data in pieces of any size. */
export class Keyed {
  #apply
  #size
  #left = new Uint8Array()

  /**
   * @param {(data: Uint8Array) => Uint8Array} apply the next key bytes to whole blocks
   * @param {number} size of a block
   */
  constructor (apply, size) {
    this.#apply = apply
    this.#size = size
  }

  /**
   * @param {Uint8Array} data
   * @returns {Uint8Array}
   */
  update (data) {
    const out = new Uint8Array(data.length)
    const start = this.#drain(data, out, 0)
    const end = data.length - (data.length - start) % this.#size
    if (end > start) out.set(this.#apply(data.slice(start, end)), start)
    if (end < data.length) {
      this.#left = this.#apply(new Uint8Array(this.#size)).slice()
      this.#drain(data, out, end)
    }
    return out
  }

  final () {
    return new Uint8Array()
  }

  /**
   * Use the rest of a block of key bytes.
   * @param {Uint8Array} data
   * @param {Uint8Array} out
   * @param {number} at
   * @returns {number} the position to continue at
   */
  #drain (data, out, at) {
    const count = Math.min(this.#left.length, data.length - at)
    for (let index = 0; index < count; index++) out[at + index] = data[at + index] ^ this.#left[index]
    this.#left = this.#left.subarray(count)
    return at + count
  }
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} iv the first counter
 */
export function counted (key, iv) {
  const expanded = unsafe.expandKeyLE(key)
  const counter = iv.slice()
  return new Keyed((data) => unsafe.ctrCounter(expanded, counter, data), SIZE)
}

/** CFB with a whole block fed back, and OFB. */
export class Feedback {
  #key
  #register
  #at = 0
  #feed

  /**
   * @param {Uint8Array} key
   * @param {Uint8Array} iv
   * @param {'in' | 'out' | 'key'} feed the block fed back: the input, the output, or the key bytes
   */
  constructor (key, iv, feed) {
    this.#key = unsafe.expandKeyLE(key)
    this.#register = iv.slice()
    this.#feed = feed
  }

  /** @param {Uint8Array} data */
  update (data) {
    const out = new Uint8Array(data.length)
    for (let index = 0; index < data.length; index++) {
      if (this.#at === 0) unsafe.encryptBlock(this.#key, this.#register)
      out[index] = data[index] ^ this.#register[this.#at]
      if (this.#feed !== 'key') this.#register[this.#at] = this.#feed === 'out' ? out[index] : data[index]
      this.#at = (this.#at + 1) % SIZE
    }
    return out
  }

  final () {
    return new Uint8Array()
  }
}

/** CFB with one byte fed back. */
export class ByteFeedback {
  #key
  #register
  #decrypting

  /**
   * @param {Uint8Array} key
   * @param {Uint8Array} iv
   * @param {boolean} decrypting
   */
  constructor (key, iv, decrypting) {
    this.#key = unsafe.expandKeyLE(key)
    this.#register = iv.slice()
    this.#decrypting = decrypting
  }

  /** @param {Uint8Array} data */
  update (data) {
    const out = new Uint8Array(data.length)
    for (let index = 0; index < data.length; index++) {
      out[index] = data[index] ^ unsafe.encryptBlock(this.#key, this.#register.slice())[0]
      this.#register.copyWithin(0, 1)
      this.#register[SIZE - 1] = this.#decrypting ? data[index] : out[index]
    }
    return out
  }

  final () {
    return new Uint8Array()
  }
}
