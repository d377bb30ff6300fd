import { decode, encodingOf } from './encoding.js'

/** Turns bytes that come in pieces into text; a character cut in two waits for its rest. */
export class TextPieces {
  /** @type {TextDecoder | null} */
  #decoder = null
  #rest = new Uint8Array()
  #encoding

  /** @param {any} encoding */
  constructor (encoding) {
    this.#encoding = encodingOf(encoding) ?? 'utf8'
    if (this.#encoding === 'utf8') this.#decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    if (this.#encoding === 'utf16le') this.#decoder = new TextDecoder('utf-16le', { ignoreBOM: true })
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @returns {string}
   */
  write (bytes) {
    if (this.#decoder) return this.#decoder.decode(bytes, { stream: true })
    // Three bytes are four characters of base64: only whole groups may be told before the end.
    const group = this.#encoding.startsWith('base64') ? 3 : 1
    const whole = new Uint8Array([...this.#rest, ...bytes])
    const end = whole.length - (whole.length % group)
    this.#rest = whole.slice(end)
    return decode(whole.subarray(0, end), this.#encoding)
  }

  /** @returns {string} what was left over */
  end () {
    return this.#decoder ? this.#decoder.decode() : decode(this.#rest, this.#encoding)
  }
}
