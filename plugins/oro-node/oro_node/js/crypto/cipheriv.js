/** `createCipheriv()` and `createDecipheriv()`. */

import { StringDecoder } from 'oro:string_decoder'
import { bytesOf, same, shown, written } from './base/bytes.js'
import { CCM } from './cipher/ccm.js'
import { hasTag, isTagLength, makeCipher, WHOLE_TAG } from './cipher/make.js'
import { BYTES, invalidArgValue, invalidCipherState, invalidTagLength, nodeError } from './base/errors.js'
import { LazyTransform } from './base/lazy-transform.js'

/** The base of both directions. */
class Ciphering extends LazyTransform {
  /** @type {import('./cipher/make.js').Flow | import('./cipher/make.js').WithTag | null} null after `final()` */
  #flow
  #kind
  #decrypting
  #tagLength
  /** @type {Uint8Array | null} the expected tag, or the calculated one */
  #tag = null
  /** @type {StringDecoder | null} */
  #decoder = null

  /**
   * @param {any} cipher
   * @param {any} key
   * @param {any} iv
   * @param {Record<string, any>} options
   * @param {boolean} decrypting
   */
  constructor (cipher, key, iv, options, decrypting) {
    super(options)
    const length = checkedTagLength(options.authTagLength)
    const { kind, flow } = makeCipher(cipher, key, iv, { decrypting, tagLength: length, encoding: options.encoding })
    this.#tagLength = length ?? (kind.how === 'poly' ? WHOLE_TAG : undefined)
    this.#flow = flow
    this.#kind = kind
    this.#decrypting = decrypting
  }

  /**
   * @param {string | ArrayBufferView} data
   * @param {string} [inputEncoding] of a text; utf8 unless given
   * @param {string} [outputEncoding] a Buffer is returned unless given
   */
  update (data, inputEncoding, outputEncoding) {
    const bytes = written(data, inputEncoding)
    if (this.#flow === null) throw new Error('Trying to add data in unsupported state')
    const out = this.#flow.update(bytes)
    return wanted(outputEncoding) ? this.#decoded(outputEncoding).write(shown(out)) : shown(out)
  }

  /**
   * Return the rest of the output; the cipher accepts no more data.
   * @param {string} [outputEncoding] a Buffer is returned unless given
   */
  final (outputEncoding) {
    if (this.#flow === null) throw invalidCipherState()
    const flow = this.#flow
    this.#flow = null
    const out = flow.final()
    if (this.#isTagged(flow)) this.#authenticate(flow)
    return wanted(outputEncoding) ? this.#decoded(outputEncoding).end(shown(out)) : shown(out)
  }

  /** @param {boolean} [autoPadding] */
  setAutoPadding (autoPadding) {
    if (this.#flow === null) throw invalidCipherState('setAutoPadding')
    Object.assign(this.#flow, { padding: autoPadding === undefined ? true : Boolean(autoPadding) })
    return this
  }

  /**
   * Set additional data, which is authenticated but not encrypted.
   * @param {any} buffer
   * @param {{ encoding?: string, plaintextLength?: number }} [options]
   */
  setAAD (buffer, options) {
    const bytes = bytesOf('aadbuf', buffer, options?.encoding)
    const flow = this.#flow
    const length = checkedPlainLength(options)
    if (!this.#isTagged(flow) || flow.begun) throw invalidCipherState('setAAD')
    if (flow instanceof CCM) {
      if (length === undefined) throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'options.plaintextLength required for CCM mode with AAD')
      flow.announce(length)
    }
    flow.beside(bytes)
    return this
  }

  /** @returns {any} the tag as a Buffer; after `final()` */
  takeTag () {
    if (this.#flow !== null || this.#tag === null) throw invalidCipherState('getAuthTag')
    return shown(this.#tag.slice())
  }

  /**
   * @param {any} tag
   * @param {string} [encoding]
   */
  expectTag (tag, encoding) {
    const bytes = bytesOf('buffer', tag, encoding, BYTES)
    const flow = this.#flow
    if (!this.#isTagged(flow) || this.#tag !== null) throw invalidCipherState('setAuthTag')
    const fits = this.#tagLength === undefined ? isTagLength(this.#kind.how, bytes.length) : bytes.length === this.#tagLength
    if (!fits) throw invalidTagLength(bytes.length)
    this.#tag = bytes.slice()
    if (flow instanceof CCM) flow.expect(this.#tag)
  }

  /**
   * @param {any} chunk
   * @param {string} encoding
   * @param {(error?: Error | null) => void} callback
   */
  _transform (chunk, encoding, callback) {
    this.push(this.update(chunk, encoding))
    callback()
  }

  /** @param {(error?: any) => void} callback */
  _flush (callback) {
    try {
      this.push(this.final())
    } catch (error) {
      return callback(error)
    }
    callback()
  }

  /**
   * @param {import('./cipher/make.js').Flow | import('./cipher/make.js').WithTag | null} flow
   * @returns {flow is import('./cipher/make.js').WithTag}
   */
  #isTagged (flow) {
    return flow !== null && hasTag(this.#kind)
  }

  /** @param {import('./cipher/make.js').WithTag} flow */
  #authenticate (flow) {
    const tag = flow.tag()
    if (this.#decrypting && flow instanceof CCM && !flow.valid) throw new Error('Unsupported state or unable to authenticate data')
    if (!this.#decrypting) this.#tag = tag.slice(0, this.#tagLength ?? WHOLE_TAG)
    else if (this.#tag === null || !same(this.#tag, tag)) throw new Error('Unsupported state or unable to authenticate data')
  }

  /** @param {string | undefined} encoding */
  #decoded (encoding) {
    this.#decoder ??= new StringDecoder(encoding)
    if (this.#decoder.encoding !== new StringDecoder(encoding).encoding) {
      throw nodeError(Error, 'ERR_INTERNAL_ASSERTION', 'Cannot change encoding')
    }
    return this.#decoder
  }
}

/** Encrypts data: by `update()` and `final()`, or as a stream. */
export class Cipheriv extends Ciphering {
  /**
   * @param {string} cipher
   * @param {any} key
   * @param {any} iv null for a cipher without one
   * @param {Record<string, any>} [options] those of a stream, and `authTagLength` in bytes
   */
  constructor (cipher, key, iv, options = {}) {
    super(cipher, key, iv, options, false)
  }

  /** Return the tag, after `final()`. */
  getAuthTag () {
    return this.takeTag()
  }
}

/** Decrypts data: by `update()` and `final()`, or as a stream. */
export class Decipheriv extends Ciphering {
  /**
   * @param {string} cipher
   * @param {any} key
   * @param {any} iv null for a cipher without one
   * @param {Record<string, any>} [options] those of a stream, and `authTagLength` in bytes
   */
  constructor (cipher, key, iv, options = {}) {
    super(cipher, key, iv, options, true)
  }

  /**
   * Set the expected tag; `final()` throws if the data has a different one.
   * @param {any} buffer
   * @param {string} [encoding] of a text
   */
  setAuthTag (buffer, encoding) {
    this.expectTag(buffer, encoding)
    return this
  }
}

/** @param {any} encoding */
function wanted (encoding) {
  return Boolean(encoding) && encoding !== 'buffer'
}

/** @param {any} length */
function checkedTagLength (length) {
  if (length === undefined || length === null) return undefined
  if (typeof length !== 'number' || length < 0 || !Number.isInteger(length)) throw invalidArgValue('options.authTagLength', length)
  return length
}

/** @param {any} options of `setAAD()` */
function checkedPlainLength (options) {
  const length = options?.plaintextLength
  if (length === undefined || length === null) return undefined
  if (typeof length !== 'number' || length < 0 || !Number.isInteger(length)) throw invalidArgValue('options.plaintextLength', length)
  return length
}

/**
 * @param {string} cipher
 * @param {any} key
 * @param {any} iv
 * @param {Record<string, any>} [options]
 */
export function createCipheriv (cipher, key, iv, options) {
  return new Cipheriv(cipher, key, iv, options)
}

/**
 * @param {string} cipher
 * @param {any} key
 * @param {any} iv
 * @param {Record<string, any>} [options]
 */
export function createDecipheriv (cipher, key, iv, options) {
  return new Decipheriv(cipher, key, iv, options)
}
