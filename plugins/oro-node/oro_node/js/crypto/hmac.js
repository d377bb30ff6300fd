/** `createHmac()`. */

import { hmac } from 'oro:internal/vendor/hashes'
import { shown, written } from './base/bytes.js'
import { text } from './base/check.js'
import { digestNamed, isExtendable } from './base/digests.js'
import { invalidDigest, nodeError } from './base/errors.js'
import { LazyTransform } from './base/lazy-transform.js'
import { secretBytes } from './keys/secret.js'

/** Calculates a keyed digest of data. */
export class Hmac extends LazyTransform {
  /** @type {import('oro:internal/vendor/hashes').Hashing | null} */
  #hashing

  /**
   * @param {string} algorithm
   * @param {any} key bytes, a text, or a secret KeyObject
   * @param {Record<string, any>} [options] those of a stream, and `encoding` of a key that is a text
   */
  constructor (algorithm, key, options = {}) {
    super(options)
    text('hmac', algorithm)
    const bytes = secretBytes(key, options?.encoding)
    const found = digestNamed(algorithm)
    if (found === undefined) throw invalidDigest(algorithm)
    if (isExtendable(found.name)) throw new Error('error:00000000:lib(0)::reason(0)')
    this.#hashing = hmac.create(found.hash, bytes)
  }

  /**
   * @param {string | ArrayBufferView} data
   * @param {string} [encoding] of a text; utf8 unless given
   */
  update (data, encoding) {
    const bytes = written(data, encoding)
    if (this.#hashing === null) throw nodeError(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    this.#hashing.update(bytes)
    return this
  }

  /**
   * Return the digest. Further calls return an empty one without an error (Node's DEP0206).
   * @param {string} [encoding] a Buffer unless given
   */
  digest (encoding) {
    const bytes = this.#hashing?.digest() ?? new Uint8Array()
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
    this.push(this.digest())
    callback()
  }
}

/**
 * @param {string} algorithm
 * @param {any} key
 * @param {Record<string, any>} [options]
 */
export function createHmac (algorithm, key, options) {
  return new Hmac(algorithm, key, options)
}
