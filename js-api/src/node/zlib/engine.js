/**
 * One compression or decompression: bytes in, bytes out, no streams. Rules:
 *
 * 1. `run()` takes a chunk and a flush mode and gives what came out, in pieces of `chunkSize`.
 * 2. Deflaters write a zlib header, a gzip header (16 more bits of window) or none (negative bits).
 * 3. Unzip looks at the first two bytes; gzip members may follow each other, anything else after one is left alone.
 * 4. After the end of its data a decompressor takes no more.
 *
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import * as vendor from '../../internal/vendor/zlib.js'
import { codes, constants } from './constants.js'

/** @typedef {import('./options.js').Checked} Checked */
/** @typedef {'Deflate' | 'Inflate' | 'Gzip' | 'Gunzip' | 'DeflateRaw' | 'InflateRaw' | 'Unzip'} Kind */

const { Z_BUF_ERROR, Z_DATA_ERROR, Z_FINISH, Z_NEED_DICT, Z_OK, Z_STREAM_END, Z_SYNC_FLUSH } = constants
const GZIP = [0x1f, 0x8b]

/** The messages of zlib's error codes, for errors without a message of their own. */
const MESSAGES = /** @type {Record<number, string>} */ ({
  [Z_NEED_DICT]: 'Missing dictionary',
  [Z_BUF_ERROR]: 'unexpected end of file',
  [Z_DATA_ERROR]: 'data error'
})

/** @param {Kind} kind */
export function inflates (kind) {
  return kind === 'Inflate' || kind === 'Gunzip' || kind === 'InflateRaw' || kind === 'Unzip'
}

/** A zlib state and how to drive it. */
export class Engine {
  #stream = new vendor.ZStream()
  #kind
  #options
  #decided
  #ended = false
  /** Bytes of input that were used. */
  bytesWritten = 0

  /**
   * @param {Kind} kind
   * @param {Checked} options
   */
  constructor (kind, options) {
    this.#kind = kind
    this.#options = options
    this.#decided = kind !== 'Unzip' && kind !== 'Gunzip'
    this.#start(kind)
  }

  /** Whether the compressed data is complete. */
  get ended () { return this.#ended }

  /** @param {Kind} kind */
  #start (kind) {
    const { windowBits: bits, level, memLevel, strategy, dictionary } = this.#options
    const window = kind.endsWith('Raw') ? -bits : kind === 'Gzip' || kind === 'Gunzip' ? bits + 16 : kind === 'Unzip' ? bits + 32 : bits
    if (inflates(this.#kind)) this.#check(vendor.zlibInflateInit2(this.#stream, window))
    else this.#check(vendor.zlibDeflateInit2(this.#stream, level, 8, window === -8 ? -9 : window, memLevel, strategy))
    if (!dictionary) return
    if (!inflates(kind)) this.#check(vendor.zlibDeflateSetDictionary(this.#stream, dictionary))
    else if (kind === 'InflateRaw') this.#check(vendor.zlibInflateSetDictionary(this.#stream, dictionary))
  }

  /** Begin anew with the same options. */
  reset () {
    this.#ended = false
    if (inflates(this.#kind)) vendor.zlibInflateReset(this.#stream)
    else vendor.zlibDeflateReset(this.#stream)
  }

  /**
   * @param {Uint8Array} chunk
   * @param {number} flush
   * @returns {Uint8Array[]}
   * @throws {Error} with `code` and `errno` of zlib
   */
  run (chunk, flush) {
    /** @type {Uint8Array[]} */
    const out = []
    if (this.#ended && !this.#continues(chunk)) return out
    const stream = this.#stream
    Object.assign(stream, { input: chunk, next_in: 0, avail_in: chunk.length })
    let status = Z_OK
    do {
      Object.assign(stream, { output: new Uint8Array(this.#options.chunkSize), next_out: 0, avail_out: this.#options.chunkSize })
      status = this.#step(flush)
      if (stream.next_out > 0) out.push(stream.output.subarray(0, stream.next_out))
      if (status === Z_STREAM_END && this.#another()) status = Z_OK
      else if (status === Z_STREAM_END) break
    } while (stream.avail_out === 0 || (status === Z_OK && stream.avail_in > 0))
    this.bytesWritten += chunk.length - stream.avail_in
    this.#ended = status === Z_STREAM_END
    if (flush === Z_FINISH && !this.#ended) this.#check(Z_BUF_ERROR)
    return out
  }

  /** @param {number} flush */
  #step (flush) {
    const stream = this.#stream
    let status = inflates(this.#kind) ? vendor.zlibInflate(stream, flush) : vendor.zlibDeflate(stream, flush)
    if (status === Z_NEED_DICT && this.#options.dictionary) {
      const given = vendor.zlibInflateSetDictionary(stream, this.#options.dictionary)
      if (given === Z_DATA_ERROR) throw failure(Z_NEED_DICT, 'Bad dictionary')
      status = vendor.zlibInflate(stream, flush)
    }
    if (status === Z_BUF_ERROR && (flush !== Z_FINISH || stream.avail_out === 0)) status = Z_OK
    this.#check(status === Z_BUF_ERROR ? Z_OK : status)
    return status === Z_BUF_ERROR ? Z_OK + Z_SYNC_FLUSH : status
  }

  /** After the end of a gzip member: is there another one? */
  #another () {
    const { input, next_in: at, avail_in: left } = this.#stream
    if (this.#decided || left < 2 || input[at] !== GZIP[0] || input[at + 1] !== GZIP[1]) return false
    vendor.zlibInflateReset(this.#stream)
    return true
  }

  /** @param {Uint8Array} chunk a later one */
  #continues (chunk) {
    if (this.#decided || chunk[0] !== GZIP[0] || chunk[1] !== GZIP[1]) return false
    vendor.zlibInflateReset(this.#stream)
    return true
  }

  close () {
    if (inflates(this.#kind)) vendor.zlibInflateEnd(this.#stream)
    else vendor.zlibDeflateEnd(this.#stream)
  }

  /** @param {number} status */
  #check (status) {
    if (status === Z_OK || status === Z_STREAM_END) return
    throw failure(status, status === Z_DATA_ERROR ? this.#stream.msg || MESSAGES[status] : MESSAGES[status] ?? this.#stream.msg)
  }
}

/**
 * @param {number} errno
 * @param {string} message
 */
function failure (errno, message) {
  return nodeError(Error, String(/** @type {any} */ (codes)[errno]), message, { errno })
}
