/** AES-OCB (RFC 7253). */

import { mix } from './block.js'

const SIZE = 16

/** @typedef {import('./block.js').Block} Block */

/** Offsets of blocks: each is the last one, changed by a power of the first number. */
class Offsets {
  star
  dollar
  /** @type {Uint8Array[]} */
  #powers

  /** @param {Block} block */
  constructor (block) {
    this.star = block.encrypt(new Uint8Array(SIZE))
    this.dollar = doubled(this.star)
    this.#powers = [doubled(this.dollar)]
  }

  /** @param {number} count of the block, from 1 */
  of (count) {
    const zeros = 31 - Math.clz32(count & -count)
    while (this.#powers.length <= zeros) this.#powers.push(doubled(this.#powers[this.#powers.length - 1]))
    return this.#powers[zeros]
  }
}

/** Collects pieces into blocks, the last of which may be cut. */
class Collected {
  #rest = new Uint8Array()

  get rest () {
    return this.#rest
  }

  /** @param {Uint8Array} data @returns {Uint8Array} whole blocks */
  taken (data) {
    const all = new Uint8Array(this.#rest.length + data.length)
    all.set(this.#rest)
    all.set(data, this.#rest.length)
    const whole = all.length - all.length % SIZE
    this.#rest = all.slice(whole)
    return all.subarray(0, whole)
  }
}

/** A cipher with a tag, in one pass. */
export class OCB {
  #block
  #decrypting
  #offsets
  #data = new Collected()
  #other = new Collected()
  #offset
  #count = 0
  #checksum = new Uint8Array(SIZE)
  #otherOffset = new Uint8Array(SIZE)
  #otherCount = 0
  #sum = new Uint8Array(SIZE)
  begun = false

  /**
   * @param {Block} block
   * @param {Uint8Array} iv
   * @param {number} tagLength
   * @param {boolean} decrypting
   */
  constructor (block, iv, tagLength, decrypting) {
    this.#block = block
    this.#decrypting = decrypting
    this.#offsets = new Offsets(block)
    this.#offset = firstOffset(block, iv, tagLength)
  }

  /** @param {Uint8Array} data */
  beside (data) {
    const blocks = this.#other.taken(data)
    for (let at = 0; at < blocks.length; at += SIZE) {
      mix(this.#otherOffset, this.#offsets.of(++this.#otherCount))
      mix(this.#sum, this.#block.encrypt(mix(blocks.slice(at, at + SIZE), this.#otherOffset)))
    }
  }

  /** @param {Uint8Array} data */
  update (data) {
    this.begun = true
    const out = this.#data.taken(data).slice()
    for (let at = 0; at < out.length; at += SIZE) this.#step(out.subarray(at, at + SIZE))
    return out
  }

  final () {
    const rest = this.#data.rest.slice()
    if (rest.length === 0) return rest
    mix(this.#offset, this.#offsets.star)
    const keys = this.#block.encrypt(this.#offset.slice())
    const out = mix(rest.slice(), keys.subarray(0, rest.length))
    this.#checked(this.#decrypting ? out : rest)
    return out
  }

  /** @returns {Uint8Array} */
  tag () {
    const last = mix(mix(this.#checksum.slice(), this.#offset), this.#offsets.dollar)
    return mix(this.#block.encrypt(last), this.#hash())
  }

  /** @param {Uint8Array} piece */
  #step (piece) {
    mix(this.#offset, this.#offsets.of(++this.#count))
    if (!this.#decrypting) mix(this.#checksum, piece)
    mix(piece, this.#offset)
    if (this.#decrypting) this.#block.decrypt(piece)
    else this.#block.encrypt(piece)
    mix(piece, this.#offset)
    if (this.#decrypting) mix(this.#checksum, piece)
  }

  /** @param {Uint8Array} rest of the plain data */
  #checked (rest) {
    mix(this.#checksum, rest)
    this.#checksum[rest.length] ^= 0x80
  }

  #hash () {
    const { rest } = this.#other
    if (rest.length === 0) return this.#sum
    const last = new Uint8Array(SIZE)
    last.set(rest)
    last[rest.length] = 0x80
    mix(mix(last, this.#otherOffset), this.#offsets.star)
    return mix(this.#sum.slice(), this.#block.encrypt(last))
  }
}

/**
 * @param {Block} block
 * @param {Uint8Array} iv
 * @param {number} tagLength
 */
function firstOffset (block, iv, tagLength) {
  const nonce = new Uint8Array(SIZE)
  nonce.set(iv, SIZE - iv.length)
  nonce[SIZE - 1 - iv.length] |= 1
  nonce[0] |= 8 * tagLength % 128 << 1
  const bottom = nonce[SIZE - 1] & 0x3f
  nonce[SIZE - 1] &= 0xc0
  const top = block.encrypt(nonce)
  const stretched = new Uint8Array(24)
  stretched.set(top)
  for (let index = 0; index < 8; index++) stretched[SIZE + index] = top[index] ^ top[index + 1]
  const [start, shift] = [bottom >> 3, bottom & 7]
  return Uint8Array.from({ length: SIZE }, (_, index) => stretched[start + index] << shift | stretched[start + index + 1] >> 8 - shift)
}

/** @param {Uint8Array} block the highest byte first */
function doubled (block) {
  const carry = block[0] >> 7
  return Uint8Array.from(block, (byte, index) => byte << 1 ^ (index < SIZE - 1 ? block[index + 1] >> 7 : carry * 0x87))
}
