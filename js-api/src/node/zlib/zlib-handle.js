/**
 * The handle of zlib's formats, on the package pako. Rules:
 *
 * 1. Deflaters write a zlib header, a gzip header (16 more bits of window) or none (negative bits).
 * 2. Unzip looks at the first two bytes, which may come one by one.
 * 3. After a gzip member anything but a zero begins another one.
 *
 * @module
 */

import * as vendor from '../../internal/vendor/zlib.js'
import { codes, constants } from './constants.js'
import { Handle } from './handle.js'

/** @typedef {import('./handle.js').Failure} Failure */

const {
  DEFLATE, DEFLATERAW, GUNZIP, GZIP, INFLATE, INFLATERAW, UNZIP, Z_BUF_ERROR, Z_DATA_ERROR, Z_FINISH, Z_NEED_DICT, Z_OK, Z_STREAM_END, Z_STREAM_ERROR
} = constants
const MAGIC = [0x1f, 0x8b]

/** How hard a level looks for repetitions, from zlib's manual: good, lazy and nice lengths, and chain. */
const EFFORT = [
  [0, 0, 0, 0], [4, 4, 8, 4], [4, 5, 16, 8], [4, 6, 32, 32], [4, 4, 16, 16],
  [8, 16, 32, 32], [8, 16, 128, 128], [8, 32, 128, 256], [32, 128, 258, 1024], [32, 258, 258, 4096]
]

/** The messages of error codes that come without one. @type {Record<number, string>} */
const MESSAGES = { [Z_NEED_DICT]: 'Missing dictionary', [Z_BUF_ERROR]: 'unexpected end of file', [Z_STREAM_ERROR]: 'stream error' }

/** A zlib state and how to drive it. */
export class Zlib extends Handle {
  #stream = new vendor.ZStream()
  #mode
  #first
  #magicRead = 0
  #bits = 0
  #memory = 0
  #level = 0
  #strategy = 0
  /** @type {Uint8Array | undefined} */
  #dictionary = undefined
  /** The failure of the beginning, told at the first write. @type {Failure | null} */
  #failed = null

  /** @param {number} mode */
  constructor (mode) {
    super()
    this.#mode = this.#first = mode
  }

  /**
   * @param {number} windowBits 0: as the data says
   * @param {number} level
   * @param {number} memLevel
   * @param {number} strategy
   * @param {Uint32Array} state
   * @param {() => void} callback
   * @param {Uint8Array} [dictionary]
   */
  init (windowBits, level, memLevel, strategy, state, callback, dictionary) {
    Object.assign(this, { state, callback })
    this.#bits = windowBits
    this.#level = level
    this.#memory = memLevel
    this.#strategy = strategy
    this.#dictionary = dictionary
    this.#start()
  }

  get #inflates () { return this.#first === INFLATE || this.#first === GUNZIP || this.#first === INFLATERAW || this.#first === UNZIP }

  #start () {
    const bits = this.#first === GZIP || this.#first === GUNZIP ? this.#bits + 16 : this.#first === UNZIP ? this.#bits + 32 : this.#bits
    const window = this.#first === DEFLATERAW || this.#first === INFLATERAW ? -bits : bits
    const status = this.#inflates
      ? vendor.zlibInflateInit2(this.#stream, window)
      : vendor.zlibDeflateInit2(this.#stream, this.#level, 8, window, this.#memory, this.#strategy)
    this.#failed = status === Z_OK ? this.#give() : this.#failure(status, 'Init error')
  }

  /** Give the dictionary to what takes it at the beginning. */
  #give () {
    if (!this.#dictionary) return null
    let status = Z_OK
    if (this.#first === DEFLATE || this.#first === DEFLATERAW) status = vendor.zlibDeflateSetDictionary(this.#stream, this.#dictionary)
    else if (this.#first === INFLATERAW) status = vendor.zlibInflateSetDictionary(this.#stream, this.#dictionary)
    return status === Z_OK ? null : this.#failure(status, 'Failed to set dictionary')
  }

  /** Begin anew with the same options. */
  reset () {
    const status = this.#inflates ? vendor.zlibInflateReset(this.#stream) : vendor.zlibDeflateReset(this.#stream)
    const failure = status === Z_OK ? this.#give() : this.#failure(status, 'Failed to reset stream')
    if (failure) this.onerror(failure.message, failure.errno, failure.code)
  }

  /**
   * Go on in another way; all that was written has been flushed.
   * @param {number} level
   * @param {number} strategy
   */
  params (level, strategy) {
    if (this.#inflates) return
    const wanted = level === constants.Z_DEFAULT_COMPRESSION ? 6 : level | 0
    const state = this.#stream.state
    // Level 0 keeps no record of what it has seen.
    if (state.level === 0) state.head.fill(0)
    const [good, lazy, nice, chain] = EFFORT[wanted]
    Object.assign(state, { level: wanted, strategy, good_match: good, max_lazy_match: lazy, nice_match: nice, max_chain_length: chain })
  }

  /**
   * @override
   * @param {Uint8Array} input
   * @param {Uint8Array} output
   * @param {number} flush
   */
  step (input, output, flush) {
    if (this.#failed) return { failure: this.#failed, roomLeft: output.length, inputLeft: input.length }
    const stream = this.#stream
    Object.assign(stream, { input, next_in: 0, avail_in: input.length, output, next_out: 0, avail_out: output.length })
    if (this.#mode === UNZIP) this.#look(input)
    const status = this.#inflates ? this.#inflate(flush) : vendor.zlibDeflate(stream, flush)
    const cut = (status === Z_OK || status === Z_BUF_ERROR) && flush === Z_FINISH && stream.avail_out !== 0
    const wrong = cut || (status !== Z_OK && status !== Z_BUF_ERROR && status !== Z_STREAM_END)
    const failure = wrong ? this.#failure(cut ? Z_BUF_ERROR : status, cut ? MESSAGES[Z_BUF_ERROR] : undefined) : undefined
    return { failure, roomLeft: stream.avail_out, inputLeft: stream.avail_in }
  }

  /** Tell gzip from the rest. @param {Uint8Array} input */
  #look (input) {
    for (const byte of input.subarray(0, 2)) {
      if (byte !== MAGIC[this.#magicRead]) this.#mode = INFLATE
      else if (++this.#magicRead === MAGIC.length) this.#mode = GUNZIP
      if (this.#mode !== UNZIP) return
    }
  }

  /** @param {number} flush */
  #inflate (flush) {
    const stream = this.#stream
    let status = vendor.zlibInflate(stream, flush)
    if (status === Z_NEED_DICT && this.#dictionary && this.#mode !== INFLATERAW) {
      status = vendor.zlibInflateSetDictionary(stream, this.#dictionary)
      if (status === Z_OK) status = vendor.zlibInflate(stream, flush)
      else if (status === Z_DATA_ERROR) status = Z_NEED_DICT
    }
    while (stream.avail_in > 0 && this.#mode === GUNZIP && status === Z_STREAM_END && stream.input[stream.next_in] !== 0) {
      vendor.zlibInflateReset(stream)
      status = vendor.zlibInflate(stream, flush)
    }
    return status
  }

  /** @override */
  release () {
    if (this.#inflates) vendor.zlibInflateEnd(this.#stream)
    else vendor.zlibDeflateEnd(this.#stream)
  }

  /**
   * @param {number} errno
   * @param {string} [message]
   * @returns {Failure}
   */
  #failure (errno, message) {
    const usual = errno === Z_NEED_DICT && this.#dictionary ? 'Bad dictionary' : message ?? MESSAGES[errno] ?? 'Zlib error'
    const told = errno === Z_NEED_DICT || errno === Z_BUF_ERROR ? usual : this.#stream.msg || usual
    return { message: told, errno, code: String(/** @type {any} */ (codes)[errno]) }
  }
}
