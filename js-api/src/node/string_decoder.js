/**
 * Text from bytes that come in pieces.
 * @module
 */

import { invalidArgType } from '../base/errors/node.js'
import { enumerable } from '../internal/callable.js'
import { nameOf, unknown } from './buffer/encode.js'
import { Buffer } from './buffer.js'
import vendor from '../internal/vendor/string_decoder.js'

/** Waits for the bytes that complete a character. */
export class StringDecoder {
  /** @type {any} */
  #decoder

  /** @param {string} [encoding] */
  constructor (encoding) {
    this.encoding = encoding === undefined || encoding === null || encoding === '' ? 'utf8' : nameOf(encoding) ?? unknown(encoding)
    this.#reset()
  }

  /**
   * @param {string | ArrayBufferView} buf bytes of any view; text stays as it is
   * @returns {string} the characters that are complete
   */
  write (buf) {
    if (typeof buf === 'string') return buf
    if (!ArrayBuffer.isView(buf)) throw invalidArgType('buf', 'an instance of Buffer, TypedArray, or DataView', buf)
    return this.#shown(this.#decoder.write(Buffer.from(buf.buffer, buf.byteOffset, buf.byteLength)))
  }

  /**
   * @param {string | ArrayBufferView} [buf]
   * @returns {string} what is left too, complete or not; afterwards it begins anew
   */
  end (buf) {
    const text = buf === undefined ? '' : this.write(buf)
    const rest = this.#shown(this.#decoder.end())
    this.#reset()
    return text + rest
  }

  /**
   * @param {any} buf
   * @param {number} offset
   * @returns {string} the text from there, without what waited
   */
  text (buf, offset) {
    this.#reset()
    return this.write(buf.slice(offset))
  }

  get lastChar () { return this.#decoder.lastChar ?? Buffer.alloc(4) }
  get lastNeed () { return this.#decoder.lastNeed ?? 0 }
  get lastTotal () { return this.lastNeed ? this.#decoder.lastTotal : 0 }

  #reset () {
    this.#decoder = new vendor.StringDecoder(this.encoding === 'base64url' ? 'base64' : this.encoding)
  }

  /** @param {string} text */
  #shown (text) {
    return this.encoding === 'base64url' ? text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') : text
  }
}

enumerable(StringDecoder, ['lastChar', 'lastNeed', 'lastTotal'])

export default { StringDecoder }
