/** AES-CCM (RFC 3610): all the data comes at once. */

import { same } from '../base/bytes.js'
import { mix } from './block.js'
import { noTag, refused, tooLong } from './pieces.js'

const SIZE = 16

/** @typedef {import('./block.js').Block} Block */

/** A cipher with a tag, whose length is part of what is encrypted. */
export class CCM {
  needsAll = true
  #block
  #iv
  #tagLength
  #decrypting
  #beside = new Uint8Array()
  /** @type {number | undefined} */
  #announced
  /** @type {Uint8Array | null} calculated */
  #tag = null
  /** @type {Uint8Array | null} */
  #expected = null
  #failed = false

  /**
   * @param {Block} block
   * @param {Uint8Array} iv
   * @param {number} tagLength
   * @param {boolean} decrypting
   */
  constructor (block, iv, tagLength, decrypting) {
    this.#block = block
    this.#iv = iv
    this.#tagLength = tagLength
    this.#decrypting = decrypting
  }

  /** Whether the data was given; CCM takes it in one piece. */
  get begun () {
    return this.#tag !== null
  }

  /** @param {number} length of the data to come */
  announce (length) {
    this.#checkLength(length)
    this.#announced = length
  }

  /** @param {Uint8Array} data */
  beside (data) {
    this.#beside = data.slice()
  }

  /** @param {Uint8Array} tag */
  expect (tag) {
    this.#expected = tag
  }

  /** @param {Uint8Array} data */
  update (data) {
    this.#checkLength(data.length)
    if (this.#failed) return new Uint8Array()
    if (this.#tag !== null || (this.#announced !== undefined && this.#announced !== data.length)) throw refused()
    const mask = this.#keys(0)
    const out = data.slice()
    for (let at = 0, count = 1; at < out.length; at += SIZE, count++) mix(out.subarray(at, at + SIZE), this.#keys(count).subarray(0, out.length - at))
    this.#tag = mix(this.#mac(this.#decrypting ? out : data), mask).slice(0, this.#tagLength)
    if (!this.#decrypting) return out
    this.#failed = this.#expected === null || !same(this.#expected, this.#tag)
    return this.#failed ? new Uint8Array() : out
  }

  final () {
    if (this.#tag === null && !this.#decrypting) throw noTag()
    return new Uint8Array()
  }

  /** @returns {Uint8Array} */
  tag () {
    return this.#tag ?? new Uint8Array()
  }

  /** Whether the data was given and its tag is the expected one. */
  get valid () {
    return this.#tag !== null && !this.#failed
  }

  /** @param {number} length */
  #checkLength (length) {
    const size = 15 - this.#iv.length
    if (size < 4 && length >= 2 ** (8 * size)) throw tooLong()
  }

  /** @param {number} count */
  #keys (count) {
    return this.#block.encrypt(this.#numbered(14 - this.#iv.length, count))
  }

  /**
   * @param {number} flags
   * @param {number} number
   */
  #numbered (flags, number) {
    const block = new Uint8Array(SIZE)
    for (let at = SIZE - 1, rest = number; rest > 0; at--, rest = Math.floor(rest / 256)) block[at] = rest % 256
    block[0] = flags
    block.set(this.#iv, 1)
    return block
  }

  /** @param {Uint8Array} plain */
  #mac (plain) {
    const beside = this.#beside
    const flags = (beside.length ? 0x40 : 0) | (this.#tagLength - 2) / 2 << 3 | 14 - this.#iv.length
    const state = this.#block.encrypt(this.#numbered(flags, plain.length))
    if (beside.length) this.#absorb(state, prefixed(beside))
    this.#absorb(state, plain)
    return state
  }

  /**
   * @param {Uint8Array} state
   * @param {Uint8Array} data
   */
  #absorb (state, data) {
    for (let at = 0; at < data.length; at += SIZE) this.#block.encrypt(mix(state, data.subarray(at, at + SIZE)))
  }
}

/** @param {Uint8Array} data after its length */
function prefixed (data) {
  const short = data.length < 0xff00
  const whole = new Uint8Array(data.length + (short ? 2 : 6))
  const view = new DataView(whole.buffer)
  if (short) view.setUint16(0, data.length)
  else {
    view.setUint16(0, 0xfffe)
    view.setUint32(2, data.length)
  }
  whole.set(data, whole.length - data.length)
  return whole
}
