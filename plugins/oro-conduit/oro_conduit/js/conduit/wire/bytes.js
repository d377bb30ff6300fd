/** Bytes written one after another into one buffer that grows, and read one after another. Big-endian. */

import { ProtocolError } from './protocol-error.js'

const SHORT = 256
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LONE_SURROGATE = /\p{Surrogate}/u

/** A buffer that is written to its end. What it held is overwritten once `clear()` was called. */
export class ByteWriter {
  /** @param {number} [capacity] bytes to begin with */
  constructor (capacity = 1024) {
    /** @type {Uint8Array<ArrayBuffer>} */
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
    this.length = 0
  }

  /** The bytes written so far, without a copy. */
  get written () {
    return this.bytes.subarray(0, this.length)
  }

  clear () {
    this.length = 0
  }

  /**
   * Make room.
   * @param {number} count
   * @returns {number} where it begins
   */
  reserve (count) {
    const at = this.length
    this.length = at + count
    if (this.length > this.bytes.length) this.#grow()
    return at
  }

  #grow () {
    const larger = new Uint8Array(Math.max(this.length, this.bytes.length * 2))
    larger.set(this.bytes)
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }

  /** @param {number} value */
  u8 (value) {
    const at = this.reserve(1)
    this.bytes[at] = value
  }

  /** @param {number} value */
  u16 (value) {
    const at = this.reserve(2)
    this.view.setUint16(at, value)
  }

  /** @param {number} value */
  u32 (value) {
    const at = this.reserve(4)
    this.view.setUint32(at, value)
  }

  /** @param {number} value */
  f64 (value) {
    const at = this.reserve(8)
    this.view.setFloat64(at, value)
  }

  /** @param {Uint8Array} bytes */
  raw (bytes) {
    const at = this.reserve(bytes.length)
    this.bytes.set(bytes, at)
  }

  /**
   * Write text as UTF-8.
   * @param {string} text
   * @returns {number} how many bytes it took
   * @throws {TypeError} it is no Unicode text; nothing was written
   */
  text (text) {
    const { length } = text
    const start = this.reserve(length)
    const { bytes } = this
    let index = 0
    if (length < SHORT) {
      for (; index < length; index++) {
        const code = text.charCodeAt(index)
        if (code > 0x7f) break
        bytes[start + index] = code
      }
    }
    return index === length ? length : this.#wide(text, start)
  }

  /**
   * @param {string} text
   * @param {number} start
   */
  #wide (text, start) {
    this.length = start
    if (LONE_SURROGATE.test(text)) throw new TypeError('Cannot send text: it holds half of a surrogate pair')
    this.reserve(text.length * 3)
    const { written } = encoder.encodeInto(text, this.bytes.subarray(start))
    this.length = start + written
    return written
  }

  /**
   * Write text with its length in 32 bits before it.
   * @param {string} text
   */
  sizedText (text) {
    const at = this.reserve(4)
    const size = this.text(text)
    this.view.setUint32(at, size)
  }
}

/** Bytes and how far they were read. */
export class ByteReader {
  /**
   * @param {Uint8Array} bytes
   * @param {number} [at]
   * @param {number} [end]
   */
  constructor (bytes, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
    this.end = end
  }

  /**
   * Pass over bytes.
   * @param {number} count
   * @returns {number} where they began
   */
  skip (count) {
    const at = this.at
    if (count > this.end - at) {
      throw new ProtocolError('short', `Cannot read headers: they need ${count} bytes more, ${this.end - at} are left`)
    }
    this.at = at + count
    return at
  }

  u8 () {
    return this.bytes[this.skip(1)]
  }

  u16 () {
    return this.view.getUint16(this.skip(2))
  }

  u32 () {
    return this.view.getUint32(this.skip(4))
  }

  f64 () {
    return this.view.getFloat64(this.skip(8))
  }

  /** @param {number} count */
  raw (count) {
    const at = this.skip(count)
    return this.bytes.slice(at, at + count)
  }

  /** @param {number} count */
  text (count) {
    const at = this.skip(count)
    try {
      return decoder.decode(this.bytes.subarray(at, at + count))
    } catch {
      throw new ProtocolError('bad-utf8', 'Cannot read headers: text is no UTF-8')
    }
  }
}
