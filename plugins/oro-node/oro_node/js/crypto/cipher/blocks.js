/** Ciphers of whole blocks: ECB and CBC, with PKCS#7 padding or without. */

import { cbc, ecb } from 'oro:internal/vendor/ciphers'
import { ossl } from '../base/errors.js'

const SIZE = 16

/** Collects pieces into whole blocks. */
class Blocks {
  padding = true
  #key
  #iv
  #rest = new Uint8Array()

  /**
   * @param {Uint8Array} key
   * @param {Uint8Array | null} iv null is ECB
   */
  constructor (key, iv) {
    this.#key = key
    this.#iv = iv
  }

  /**
   * @param {Uint8Array} data
   * @param {boolean} hold the last block, whole or not
   * @returns {Uint8Array} whole blocks
   */
  taken (data, hold) {
    const all = joined(this.#rest, data)
    const over = all.length % SIZE
    const kept = hold && over === 0 ? Math.min(SIZE, all.length) : over
    this.#rest = all.slice(all.length - kept)
    return all.subarray(0, all.length - kept)
  }

  get rest () {
    return this.#rest
  }

  /** @param {Uint8Array} blocks */
  encrypted (blocks) {
    if (blocks.length === 0) return blocks
    const options = { disablePadding: true }
    if (this.#iv === null) return ecb(this.#key, options).encrypt(blocks)
    const out = cbc(this.#key, this.#iv, options).encrypt(blocks)
    this.#iv = out.slice(-SIZE)
    return out
  }

  /** @param {Uint8Array} blocks */
  decrypted (blocks) {
    if (blocks.length === 0) return blocks
    const options = { disablePadding: true }
    if (this.#iv === null) return ecb(this.#key, options).decrypt(blocks)
    const out = cbc(this.#key, this.#iv, options).decrypt(blocks)
    this.#iv = blocks.slice(-SIZE)
    return out
  }
}

export class EncryptingBlocks extends Blocks {
  /** @param {Uint8Array} data */
  update (data) {
    return this.encrypted(this.taken(data, false))
  }

  final () {
    const { rest } = this
    if (!this.padding && rest.length) throw ossl('wrong final block length')
    if (!this.padding) return new Uint8Array()
    const block = new Uint8Array(SIZE).fill(SIZE - rest.length)
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
    const { rest } = this
    if (!this.padding && rest.length % SIZE === 0) return this.decrypted(rest)
    if (rest.length !== SIZE) throw ossl('wrong final block length')
    return unpadded(this.decrypted(rest))
  }
}

/** @param {Uint8Array} block */
function unpadded (block) {
  const count = block[SIZE - 1]
  const valid = count > 0 && count <= SIZE && block.subarray(SIZE - count).every((byte) => byte === count)
  if (!valid) throw ossl('bad decrypt')
  return block.subarray(0, SIZE - count)
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
