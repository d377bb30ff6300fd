/** Ciphers of whole blocks: ECB and CBC, with PKCS#7 padding or without. */

import { ossl } from '../base/errors.js'

/** @typedef {import('./chain.js').Chain} Chain */

/** Collects pieces into whole blocks. */
class Blocks {
  padding = true
  #chain
  #rest = new Uint8Array()

  /** @param {Chain} chain */
  constructor (chain) {
    this.#chain = chain
  }

  get size () {
    return this.#chain.size
  }

  /**
   * @param {Uint8Array} data
   * @param {boolean} hold the last block, whole or not
   * @returns {Uint8Array} whole blocks
   */
  taken (data, hold) {
    const all = joined(this.#rest, data)
    const over = all.length % this.size
    const kept = hold && over === 0 ? Math.min(this.size, all.length) : over
    this.#rest = all.slice(all.length - kept)
    return all.subarray(0, all.length - kept)
  }

  get rest () {
    return this.#rest
  }

  /** @param {Uint8Array} blocks */
  encrypted (blocks) {
    return blocks.length === 0 ? blocks : this.#chain.encrypt(blocks)
  }

  /** @param {Uint8Array} blocks */
  decrypted (blocks) {
    return blocks.length === 0 ? blocks : this.#chain.decrypt(blocks)
  }
}

export class EncryptingBlocks extends Blocks {
  /** @param {Uint8Array} data */
  update (data) {
    return this.encrypted(this.taken(data, false))
  }

  final () {
    const { rest, size } = this
    if (!this.padding && rest.length) throw ossl('wrong final block length')
    if (!this.padding) return new Uint8Array()
    const block = new Uint8Array(size).fill(size - rest.length)
    block.set(rest)
    return this.encrypted(block)
  }
}

export class DecryptingBlocks extends Blocks {
  /** @param {Uint8Array} data */
  update (data) {
    return this.decrypted(this.taken(data, this.padding))
  }

  final () {
    const { rest, size } = this
    if (!this.padding && rest.length % size === 0) return this.decrypted(rest)
    if (rest.length !== size) throw ossl('wrong final block length')
    return unpadded(this.decrypted(rest))
  }
}

/** @param {Uint8Array} block */
function unpadded (block) {
  const size = block.length
  const count = block[size - 1]
  const valid = count > 0 && count <= size && block.subarray(size - count).every((byte) => byte === count)
  if (!valid) throw ossl('bad decrypt')
  return block.subarray(0, size - count)
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function joined (one, other) {
  const whole = new Uint8Array(one.length + other.length)
  whole.set(one)
  whole.set(other, one.length)
  return whole
}
