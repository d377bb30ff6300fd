import { WasiError } from './errno.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The memory of a guest, read and written as WASI lays values out. */
export class GuestMemory {
  /** @type {WebAssembly.Memory | null} */
  #memory = null
  /** @type {DataView<ArrayBufferLike>} */
  #view = new DataView(new ArrayBuffer(0))

  /** @param {WebAssembly.Memory} memory that the guest exports */
  attach (memory) {
    this.#memory = memory
  }

  /**
   * @param {number} at
   * @param {number} length
   * @returns {Uint8Array} a window on the memory
   * @throws {WasiError} `fault`: there is not so much
   */
  bytes (at, length) {
    return new Uint8Array(this.#at(at, length).buffer, at, length)
  }

  /**
   * @param {number} at
   * @param {number} length
   * @returns {string}
   * @throws {WasiError} `fault`, or `ilseq`: it is no UTF-8
   */
  text (at, length) {
    // A copy: engines refuse to decode memory that is shared.
    const bytes = this.bytes(at, length).slice()
    try {
      return decoder.decode(bytes)
    } catch {
      throw new WasiError('ilseq')
    }
  }

  /**
   * @param {number} at where an array of buffers stands
   * @param {number} count
   * @returns {Uint8Array[]}
   */
  buffers (at, count) {
    this.bytes(at, count * 8)
    return Array.from({ length: count }, (_, index) => this.bytes(this.u32(at + 8 * index), this.u32(at + 8 * index + 4)))
  }

  /** @param {number} at */
  u8 (at) { return this.#at(at, 1).getUint8(at) }

  /** @param {number} at */
  u16 (at) { return this.#at(at, 2).getUint16(at, true) }

  /** @param {number} at */
  u32 (at) { return this.#at(at, 4).getUint32(at, true) }

  /** @param {number} at */
  u64 (at) { return this.#at(at, 8).getBigUint64(at, true) }

  /** @param {number} at @param {number} value */
  setU8 (at, value) { this.#at(at, 1).setUint8(at, value) }

  /** @param {number} at @param {number} value */
  setU16 (at, value) { this.#at(at, 2).setUint16(at, value, true) }

  /** @param {number} at @param {number} value */
  setU32 (at, value) { this.#at(at, 4).setUint32(at, value, true) }

  /** @param {number} at @param {bigint} value */
  setU64 (at, value) { this.#at(at, 8).setBigUint64(at, value, true) }

  /**
   * Write texts, each with a zero at its end, and where each begins.
   * @param {Uint8Array[]} texts
   * @param {number} places
   * @param {number} at
   */
  setTexts (texts, places, at) {
    for (const [index, text] of texts.entries()) {
      this.setU32(places + 4 * index, at)
      this.bytes(at, text.length + 1).set(text)
      this.setU8(at + text.length, 0)
      at += text.length + 1
    }
  }

  /** @param {number} at @param {number} size @returns {DataView} that has as much */
  #at (at, size) {
    if (!this.#memory) throw new WasiError('fault')
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new DataView(this.#memory.buffer)
    if (at + size > this.#view.byteLength) throw new WasiError('fault')
    return this.#view
  }
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encoded (text) {
  return encoder.encode(text)
}
