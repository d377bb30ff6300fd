/** `createHash()` and `hash()`. */

import { Buffer } from 'oro:buffer'
import { shown, written } from './base/bytes.js'
import { text, unsigned } from './base/check.js'
import { digestNamed, isExtendable } from './base/digests.js'
import { invalidArgType, invalidArgValue, nodeError, ossl } from './base/errors.js'
import { LazyTransform } from './base/lazy-transform.js'

/** @typedef {import('oro:internal/vendor/hashes').Hashing} Hashing */

/** Calculates a digest of data: by `update()`, or as a stream. */
export class Hash extends LazyTransform {
  /** @type {Hashing | null} null when the digest was taken */
  #hashing
  /** @type {string} */
  #name
  /** The digest that was read from the stream, which `digest()` returns once more. @type {Uint8Array | null} */
  #read = null

  /**
   * @param {string | Hash} algorithm or another hash, to continue from its state
   * @param {Record<string, any>} [options] those of a stream, and `outputLength` in bytes
   */
  constructor (algorithm, options = {}) {
    super(options)
    if (!(algorithm instanceof Hash)) text('algorithm', algorithm)
    const { outputLength } = options
    if (outputLength !== undefined) unsigned('options.outputLength', outputLength)
    if (algorithm instanceof Hash) {
      if (algorithm.#hashing === null) throw finalized()
      this.#name = algorithm.#name
      const copied = outputLength === undefined || !isExtendable(this.#name)
      this.#hashing = copied ? algorithm.#hashing.clone() : resized(algorithm.#hashing, outputLength)
      if (copied && outputLength !== undefined && outputLength !== this.#hashing.outputLen) throw ossl('not XOF or invalid length')
    } else {
      this.#hashing = begun(algorithm, outputLength)
      this.#name = /** @type {{ name: string }} */ (digestNamed(algorithm)).name
    }
  }

  /**
   * Return a copy with the same state.
   * @param {Record<string, any>} [options]
   */
  copy (options) {
    return new Hash(this, options)
  }

  /**
   * @param {string | ArrayBufferView} data
   * @param {string} [encoding] of a text; utf8 unless given
   */
  update (data, encoding) {
    if (this.#hashing === null) throw finalized()
    this.#hashing.update(written(data, encoding))
    return this
  }

  /**
   * Return the digest; this can be done once.
   * @param {string} [encoding] a Buffer unless given
   */
  digest (encoding) {
    if (this.#hashing === null) throw finalized()
    const bytes = this.#read ?? this.#hashing.digest()
    this.#hashing = null
    return shown(bytes, encoding)
  }

  /**
   * @param {any} chunk
   * @param {string} encoding
   * @param {(error?: Error | null) => void} callback
   */
  _transform (chunk, encoding, callback) {
    this.update(chunk, encoding)
    callback()
  }

  /** @param {(error?: Error | null) => void} callback */
  _flush (callback) {
    if (this.#hashing === null) return callback(finalized())
    this.#read = this.#hashing.clone().digest()
    this.push(shown(this.#read.slice()))
    callback()
  }
}

function finalized () {
  return nodeError(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
}

/**
 * @param {string} algorithm
 * @param {number | undefined} length
 * @returns {Hashing}
 */
function begun (algorithm, length) {
  const found = digestNamed(algorithm)
  if (found === undefined) throw new Error('Digest method not supported')
  if (isExtendable(found.name)) return length === 0 ? new Nothing() : found.hash.create({ dkLen: length })
  if (length !== undefined && length !== found.hash.outputLen) throw ossl('not XOF or invalid length')
  return found.hash.create()
}

/**
 * @param {Hashing} hashing of a digest of any length
 * @param {number} length
 */
function resized (hashing, length) {
  if (length === 0) return new Nothing()
  return Object.assign(hashing.clone(), { outputLen: length })
}

/** A digest of zero length. @implements {Hashing} */
class Nothing {
  blockLen = 0
  outputLen = 0

  update () {
    return this
  }

  digest () {
    return new Uint8Array()
  }

  clone () {
    return this
  }
}

/**
 * @param {string} algorithm
 * @param {Record<string, any>} [options]
 */
export function createHash (algorithm, options) {
  return new Hash(algorithm, options)
}

/**
 * Calculate the digest of one piece.
 * @param {string} algorithm
 * @param {string | ArrayBufferView} input a text in utf8, or bytes
 * @param {string} [encoding] hex unless given
 */
export function hash (algorithm, input, encoding = 'hex') {
  text('algorithm', algorithm)
  if (typeof input !== 'string' && !ArrayBuffer.isView(input)) {
    throw invalidArgType('input', 'of type string or an instance of Buffer, TypedArray, or DataView', input)
  }
  if (text('outputEncoding', encoding) !== 'buffer' && !Buffer.isEncoding(encoding)) throw invalidArgValue('outputEncoding', encoding)
  if (digestNamed(algorithm) === undefined) throw new Error(`Digest method ${algorithm} is not supported`)
  return shown(begun(algorithm, undefined).update(written(input)).digest(), encoding)
}
