/**
 * zlib's streams.
 * @module
 */

import { Buffer } from '../buffer.js'
import { nodeError } from '../../base/errors/node.js'
import { NotImplementedError } from '../../base/errors.js'
import { adoptable } from '../../internal/callable.js'
import { Transform } from '../stream.js'
import { constants } from './constants.js'
import { Engine, inflates } from './engine.js'
import { brotliCompressed, brotliDecompressSync, checkedBrotli } from './brotli.js'
import { load } from './encoder.js'
import { bytes, checked } from './options.js'

/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./engine.js').Kind} Kind */

/** The base of zlib's streams. */
export class ZlibBase extends adoptable(Transform) {
  #engine
  #options
  #kind

  /**
   * @param {Kind} kind
   * @param {any} [options]
   */
  constructor (kind, options) {
    const given = checked(options, inflates(kind))
    super({ ...options, autoDestroy: true, decodeStrings: true })
    this.#kind = kind
    this.#options = given
    this.#engine = new Engine(kind, given)
  }

  get bytesWritten () { return this.#engine.bytesWritten }

  /**
   * @param {any} chunk
   * @param {string} _encoding
   * @param {(error?: Error | null) => void} callback
   */
  _transform (chunk, _encoding, callback) {
    this.#run(bytes('chunk', chunk), this.#options.flush, callback)
  }

  /** @param {(error?: Error | null) => void} callback */
  _flush (callback) {
    if (this.#engine.ended) return callback()
    this.#run(new Uint8Array(), this.#options.finishFlush, callback)
  }

  /**
   * @param {Uint8Array} chunk
   * @param {number} mode
   * @param {(error?: Error | null) => void} callback
   */
  #run (chunk, mode, callback) {
    try {
      for (const piece of this.#engine.run(chunk, mode)) this.push(Buffer.from(/** @type {ArrayBuffer} */ (piece.buffer), piece.byteOffset, piece.byteLength))
    } catch (error) {
      return callback(/** @type {Error} */ (error))
    }
    callback()
  }

  /**
   * Write out what was taken so far.
   * @param {number | (() => void)} [mode]
   * @param {() => void} [callback]
   * @returns {void}
   */
  flush (mode = constants.Z_FULL_FLUSH, callback = () => {}) {
    if (typeof mode === 'function') [mode, callback] = [constants.Z_FULL_FLUSH, mode]
    const wanted = mode
    if (this.writableFinished) return queueMicrotask(callback)
    // An empty write waits its turn behind those before it.
    this.write(Buffer.alloc(0), () => this.#run(new Uint8Array(), wanted, () => callback()))
  }

  /** @param {() => void} [callback] */
  close (callback) {
    if (callback) this.once('close', callback)
    this.destroy()
  }

  reset () { this.#engine.reset() }

  /**
   * @param {number} _level
   * @param {number} _strategy
   * @param {() => void} _callback
   */
  params (_level, _strategy, _callback) {
    throw new NotImplementedError(`zlib.${this.#kind}.params()`)
  }
}

/** A stream that gives its output at the end, because its input is coded as a whole. */
class Whole extends adoptable(Transform) {
  /** @type {Uint8Array[]} */
  #parts = []
  bytesWritten = 0

  /**
   * @param {any} chunk
   * @param {string} _encoding
   * @param {() => void} callback
   */
  _transform (chunk, _encoding, callback) {
    const part = bytes('chunk', chunk)
    this.#parts.push(part)
    this.bytesWritten += part.length
    callback()
  }

  /** @param {(error?: Error | null, data?: any) => void} callback */
  _flush (callback) {
    this._code(Buffer.concat(this.#parts)).then((coded) => callback(null, coded), callback)
  }

  /**
   * @param {Uint8Array} _whole
   * @returns {Promise<Buffer>}
   */
  async _code (_whole) {
    throw new NotImplementedError('zlib.Whole')
  }

  /** @param {() => void} [callback] */
  close (callback) {
    if (callback) this.once('close', callback)
    this.destroy()
  }
}

/** Reads Brotli. */
export class BrotliDecompress extends Whole {
  /** @param {Uint8Array} whole */
  async _code (whole) {
    return brotliDecompressSync(whole)
  }
}

/** Writes Brotli. */
export class BrotliCompress extends Whole {
  #options

  /** @param {import('./brotli.js').BrotliOptions} [options] */
  constructor (options) {
    const given = checkedBrotli(options)
    super(/** @type {any} */ (options))
    this.#options = given
  }

  /** @param {Uint8Array} whole */
  async _code (whole) {
    await load()
    return brotliCompressed(whole, this.#options)
  }

  /**
   * Call back; what was taken so far is written with the rest.
   * @param {number | (() => void)} [kind]
   * @param {() => void} [callback]
   */
  flush (kind, callback) {
    const done = typeof kind === 'function' ? kind : callback
    if (done) queueMicrotask(done)
  }
}

/**
 * @param {Kind} kind
 * @param {any} input
 * @param {Options} [options]
 * @returns {Buffer} everything at once
 */
export function once (kind, input, options) {
  const given = checked(options, inflates(kind))
  const engine = new Engine(kind, given)
  try {
    const pieces = engine.run(bytes('buffer', input), given.finishFlush)
    const whole = Buffer.concat(pieces)
    if (whole.length > given.maxOutputLength) {
      throw nodeError(RangeError, 'ERR_BUFFER_TOO_LARGE', `Cannot create a Buffer larger than ${given.maxOutputLength} bytes`)
    }
    return whole
  } finally {
    engine.close()
  }
}
