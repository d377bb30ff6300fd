/** Stream ciphers: with a key stream, or with feedback. */

import { chacha20, unsafe } from 'oro:internal/vendor/ciphers'

const SIZE = 16
const CHACHA_BLOCK = 64

/** @typedef {import('./block.js').Block} Block */

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

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} iv the first count in four bytes, the lowest first, and a nonce
 */
export function chacha (key, iv) {
  let count = new DataView(iv.buffer, iv.byteOffset).getUint32(0, true)
  const nonce = iv.slice(4)
  return new Keyed((data) => {
    const out = chacha20(key, nonce, data, undefined, count)
    count += data.length / CHACHA_BLOCK
    return out
  }, CHACHA_BLOCK)
}

/** CFB with a whole block fed back, and OFB. */
export class Feedback {
  #block
  #register
  #at = 0
  #feed

  /**
   * @param {Block} block
   * @param {Uint8Array} iv
   * @param {'in' | 'out' | 'key'} feed the block fed back: the input, the output, or the key bytes
   */
  constructor (block, iv, feed) {
    this.#block = block
    this.#register = iv.slice()
    this.#feed = feed
  }

  /** @param {Uint8Array} data */
  update (data) {
    const out = new Uint8Array(data.length)
    for (let index = 0; index < data.length; index++) {
      if (this.#at === 0) this.#block.encrypt(this.#register)
      out[index] = data[index] ^ this.#register[this.#at]
      if (this.#feed !== 'key') this.#register[this.#at] = this.#feed === 'out' ? out[index] : data[index]
      this.#at = (this.#at + 1) % this.#block.size
    }
    return out
  }

  final () {
    return new Uint8Array()
  }
}

/** CFB with one byte fed back. */
export class ByteFeedback {
  #block
  #register
  #decrypting

  /**
   * @param {Block} block
   * @param {Uint8Array} iv
   * @param {boolean} decrypting
   */
  constructor (block, iv, decrypting) {
    this.#block = block
    this.#register = iv.slice()
    this.#decrypting = decrypting
  }

  /** @param {Uint8Array} data */
  update (data) {
    const out = new Uint8Array(data.length)
    for (let index = 0; index < data.length; index++) {
      out[index] = data[index] ^ this.#block.encrypt(this.#register.slice())[0]
      this.#register.copyWithin(0, 1)
      this.#register[this.#block.size - 1] = this.#decrypting ? data[index] : out[index]
    }
    return out
  }

  final () {
    return new Uint8Array()
  }
}

/** CFB with one bit fed back. */
export class BitFeedback {
  #block
  #register
  #decrypting

  /**
   * @param {Block} block
   * @param {Uint8Array} iv
   * @param {boolean} decrypting
   */
  constructor (block, iv, decrypting) {
    this.#block = block
    this.#register = iv.slice()
    this.#decrypting = decrypting
  }

  /** @param {Uint8Array} data */
  update (data) {
    return data.map((byte) => {
      let out = 0
      for (let place = 7; place >= 0; place--) out |= this.#bit(byte >> place & 1) << place
      return out
    })
  }

  final () {
    return new Uint8Array()
  }

  /** @param {number} given */
  #bit (given) {
    const made = given ^ this.#block.encrypt(this.#register.slice())[0] >> 7
    let carry = this.#decrypting ? given : made
    for (let index = this.#block.size - 1; index >= 0; index--) {
      const byte = this.#register[index]
      this.#register[index] = byte << 1 | carry
      carry = byte >> 7
    }
    return made
  }
}
