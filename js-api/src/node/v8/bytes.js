/**
 * Bytes in V8's wire format: numbers, texts and raw bytes, one behind the other.
 * @module
 */

import { Buffer } from '../buffer.js'

const scratch = new DataView(new ArrayBuffer(8))

/** Bytes that grow. */
export class Writer {
  #bytes = new Uint8Array(256)
  length = 0

  /** @param {number} count */
  #room (count) {
    if (this.length + count <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count))
    grown.set(this.#bytes.subarray(0, this.length))
    this.#bytes = grown
  }

  /** @param {number} value */
  byte (value) {
    this.#room(1)
    this.#bytes[this.length++] = value
  }

  /** @param {string} letter */
  tag (letter) { this.byte(letter.charCodeAt(0)) }

  /** @param {number | bigint} value not below zero */
  varint (value) {
    let rest = BigInt(value)
    for (; rest >= 128n; rest >>= 7n) this.byte(Number(rest & 127n) | 128)
    this.byte(Number(rest))
  }

  /** @param {number} value a 32-bit integer */
  zigzag (value) { this.varint(((value << 1) ^ (value >> 31)) >>> 0) }

  /** @param {number} value */
  double (value) {
    scratch.setFloat64(0, value, true)
    this.raw(new Uint8Array(scratch.buffer))
  }

  /** @param {Uint8Array} bytes */
  raw (bytes) {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** @returns {Buffer} what was written; the writer is empty then */
  release () {
    const made = Buffer.from(this.#bytes.slice(0, this.length).buffer)
    this.length = 0
    return made
  }
}

/** Bytes that are read from their beginning. */
export class Reader {
  at = 0

  /** @param {Uint8Array} bytes */
  constructor (bytes) {
    this.bytes = bytes
  }

  get ended () { return this.at >= this.bytes.length }

  /** @returns {number} */
  byte () {
    if (this.ended) throw new Error('Unable to deserialize cloned data.')
    return this.bytes[this.at++]
  }

  /** @returns {bigint} */
  long () {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }

  /** @returns {number} */
  varint () { return Number(this.long()) }

  /** @returns {number} */
  zigzag () {
    const value = this.varint()
    return (value >>> 1) ^ -(value & 1)
  }

  /** @returns {number} */
  double () {
    const { buffer, byteOffset } = this.raw(8)
    return new DataView(buffer, byteOffset, 8).getFloat64(0, true)
  }

  /** @param {number} length */
  raw (length) {
    if (this.at + length > this.bytes.length) throw new Error('Unable to deserialize cloned data.')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}
