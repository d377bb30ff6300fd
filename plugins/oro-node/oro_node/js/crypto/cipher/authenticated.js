/** Ciphers with a tag: AES-GCM and ChaCha20-Poly1305. */

import { chacha20, GHASH, Poly1305, unsafe } from 'oro:internal/vendor/ciphers'
import { Keyed } from './streams.js'

const BLOCK = 16
const CHACHA_BLOCK = 64

/** @typedef {import('oro:internal/vendor/ciphers').Mac} Mac */

/** The input of a tag: two runs of bytes, each padded with zeros to whole blocks, and their lengths. */
class Authenticator {
  #mac
  #littleEndian
  #rest = new Uint8Array()
  /** The number of bytes of each run. */
  #counts = [0]

  /**
   * @param {Mac} mac
   * @param {boolean} littleEndian lengths, in bytes; otherwise big-endian, in bits
   */
  constructor (mac, littleEndian) {
    this.#mac = mac
    this.#littleEndian = littleEndian
  }

  /** @param {Uint8Array} data */
  update (data) {
    this.#counts[this.#counts.length - 1] += data.length
    const all = new Uint8Array(this.#rest.length + data.length)
    all.set(this.#rest)
    all.set(data, this.#rest.length)
    const whole = all.length - all.length % BLOCK
    if (whole) this.#mac.update(all.subarray(0, whole))
    this.#rest = all.slice(whole)
  }

  /** End a run, and begin the next. */
  next () {
    this.#fill()
    this.#counts.push(0)
  }

  digest () {
    this.#fill()
    const lengths = new DataView(new ArrayBuffer(BLOCK))
    this.#counts.forEach((count, index) => {
      lengths.setBigUint64(8 * index, BigInt(count) * (this.#littleEndian ? 1n : 8n), this.#littleEndian)
    })
    return this.#mac.update(new Uint8Array(lengths.buffer)).digest()
  }

  #fill () {
    if (this.#rest.length === 0) return
    const block = new Uint8Array(BLOCK)
    block.set(this.#rest)
    this.#mac.update(block)
    this.#rest = new Uint8Array()
  }
}

/** A cipher that also calculates a tag over the additional and the encrypted data. */
export class Authenticated {
  #stream
  #authenticator
  #mask
  #decrypting
  #begun = false

  /**
   * @param {Keyed} stream
   * @param {Authenticator} authenticator
   * @param {Uint8Array | null} mask added to the tag
   * @param {boolean} decrypting
   */
  constructor (stream, authenticator, mask, decrypting) {
    this.#stream = stream
    this.#authenticator = authenticator
    this.#mask = mask
    this.#decrypting = decrypting
  }

  /** Whether data has been processed, after which additional data is not accepted. */
  get begun () {
    return this.#begun
  }

  /** @param {Uint8Array} data */
  beside (data) {
    this.#authenticator.update(data)
  }

  /** @param {Uint8Array} data */
  update (data) {
    this.#begin()
    if (this.#decrypting) this.#authenticator.update(data)
    const out = this.#stream.update(data)
    if (!this.#decrypting) this.#authenticator.update(out)
    return out
  }

  final () {
    return new Uint8Array()
  }

  /** Finish the tag and return it. */
  tag () {
    this.#begin()
    const tag = this.#authenticator.digest()
    return this.#mask === null ? tag : tag.map((byte, index) => byte ^ /** @type {Uint8Array} */ (this.#mask)[index])
  }

  #begin () {
    if (!this.#begun) this.#authenticator.next()
    this.#begun = true
  }
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} iv of any length
 * @param {boolean} decrypting
 */
export function gcm (key, iv, decrypting) {
  const expanded = unsafe.expandKeyLE(key)
  const subkey = unsafe.encryptBlock(expanded, new Uint8Array(BLOCK))
  const counter = firstCounter(subkey, iv)
  const apply = (/** @type {Uint8Array} */ data) => unsafe.ctr32(expanded, false, counter, data)
  const mask = apply(new Uint8Array(BLOCK)).slice()
  return new Authenticated(new Keyed(apply, BLOCK), new Authenticator(new GHASH(subkey), false), mask, decrypting)
}

/**
 * @param {Uint8Array} subkey
 * @param {Uint8Array} iv
 */
function firstCounter (subkey, iv) {
  const counter = new Uint8Array(BLOCK)
  if (iv.length === 12) {
    counter.set(iv)
    counter[BLOCK - 1] = 1
    return counter
  }
  const lengths = new DataView(counter.buffer)
  lengths.setBigUint64(8, BigInt(iv.length) * 8n)
  return new GHASH(subkey).update(iv).update(counter).digest()
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} iv 12 bytes
 * @param {boolean} decrypting
 */
export function chachaPoly (key, iv, decrypting) {
  const nonce = iv.slice()
  const own = key.slice()
  const first = chacha20(own, nonce, new Uint8Array(CHACHA_BLOCK), undefined, 0)
  let count = 1
  const apply = (/** @type {Uint8Array} */ data) => {
    const out = chacha20(own, nonce, data, undefined, count)
    count += data.length / CHACHA_BLOCK
    return out
  }
  const authenticator = new Authenticator(new Poly1305(first.slice(0, 32)), true)
  return new Authenticated(new Keyed(apply, CHACHA_BLOCK), authenticator, null, decrypting)
}
