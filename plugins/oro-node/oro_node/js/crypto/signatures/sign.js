/**
 * Signatures: `createSign()`, `createVerify()`, `sign()`, `verify()`. Digests are calculated here; only the digest
 * leaves the page.
 */

import { adoptable } from 'oro:internal/callable'
import { Writable } from 'oro:stream'
import { base64, bytesOf, checkEncoding, shown, unbase64, viewed, written } from '../base/bytes.js'
import { callable, text } from '../base/check.js'
import { settle } from '../keys/derive.js'
import { digestNamed, isExtendable } from '../base/digests.js'
import { invalidArgType, invalidArgValue, invalidCipherState, invalidDigest, nodeError } from '../base/errors.js'
import { ask, asked } from '../base/host.js'
import { createPrivateKey, createPublicKey, keyFor, keyRequired, objectIn } from '../keys/given.js'

const VIEWS = 'an instance of Buffer, TypedArray, or DataView'

/** @typedef {{ name: string, hash: import('../base/digests.js').Digest }} NamedDigest */

/** A writable stream that calculates a digest. */
class Digesting extends adoptable(Writable) {
  /** @type {NamedDigest} */
  #digest
  /** @type {import('oro:internal/vendor/hashes').Hashing | null} */
  #hashing

  /**
   * @param {string} algorithm
   * @param {Record<string, any>} [options]
   */
  constructor (algorithm, options) {
    super(options)
    text('algorithm', algorithm)
    const found = digestNamed(algorithm)
    if (found === undefined) throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest')
    this.#digest = found
    this.#hashing = found.hash.create()
  }

  /**
   * @param {string | ArrayBufferView} data
   * @param {string} [encoding]
   */
  update (data, encoding) {
    const bytes = written(data, encoding)
    if (this.#hashing === null) throw notInitialised()
    this.#hashing.update(bytes)
    return this
  }

  /**
   * @param {any} chunk
   * @param {string} encoding
   * @param {(error?: Error | null) => void} callback
   */
  _write (chunk, encoding, callback) {
    this.update(chunk, encoding)
    callback()
  }

  /** @returns {{ digest: string, value: Uint8Array }} */
  taken () {
    if (this.#hashing === null) throw notInitialised()
    const value = this.#hashing.digest()
    this.#hashing = null
    return { digest: this.#digest.name, value }
  }
}

function notInitialised () {
  return Object.assign(invalidCipherState(), { message: 'Not initialised' })
}

/** Signs the data written to it. */
export class Sign extends Digesting {
  /**
   * @param {any} privateKey
   * @param {string} [outputEncoding] a Buffer is returned unless given
   */
  sign (privateKey, outputEncoding) {
    if (!privateKey) throw keyRequired()
    const scheme = schemeOf(privateKey)
    const key = keyFor(privateKey, 'private')
    const { digest, value } = this.taken()
    checkEncoding(outputEncoding)
    return shown(unbase64(whole(() => ask('crypto.sign', { key, data: base64(value), scheme: { ...scheme, digest } })).data), outputEncoding)
  }
}

/** Verifies signatures of the data written to it. */
export class Verify extends Digesting {
  /**
   * @param {any} key public, or a private one
   * @param {any} signature
   * @param {string} [signatureEncoding] of a text
   * @returns {boolean}
   */
  verify (key, signature, signatureEncoding) {
    const scheme = schemeOf(key)
    const given = keyFor(key, 'public')
    const bytes = bytesOf('signature', signature, signatureEncoding)
    const { digest, value } = this.taken()
    return whole(() => ask('crypto.verify', { key: given, data: base64(value), signature: base64(bytes), scheme: { ...scheme, digest } })).valid
  }
}

/**
 * Run `act`, replacing the error for a key that signs data only as a whole, not a digest.
 * @template T
 * @param {() => T} act
 * @returns {T}
 */
function whole (act) {
  try {
    return act()
  } catch (error) {
    if (/** @type {any} */ (error).code !== 'ERR_OSSL_INVALID_DIGEST') throw error
    throw nodeError(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation')
  }
}

/**
 * @param {any} key
 * @returns {Record<string, any>}
 */
function schemeOf (key) {
  if (key === null || typeof key !== 'object') return {}
  const { padding, saltLength, dsaEncoding } = key
  if (padding !== undefined && !isInt32(padding)) throw invalidArgValue('options.padding', padding)
  if (saltLength !== undefined && !isInt32(saltLength)) throw invalidArgValue('options.saltLength', saltLength)
  if (dsaEncoding !== undefined && dsaEncoding !== 'der' && dsaEncoding !== 'ieee-p1363') throw invalidArgValue('options.dsaEncoding', dsaEncoding)
  return {
    ...(padding === undefined ? {} : { padding }),
    ...(saltLength === undefined ? {} : { salt: saltLength }),
    ...(dsaEncoding === undefined ? {} : { encoding: dsaEncoding })
  }
}

/** @param {any} value */
function isInt32 (value) {
  return value === (value | 0)
}

/**
 * @param {any} algorithm null lets the key choose
 * @param {any} data
 * @param {any} key
 * @param {'private' | 'public'} use
 */
function planned (algorithm, data, key, use) {
  if (algorithm !== null && algorithm !== undefined) text('algorithm', algorithm)
  const bytes = typeof data === 'string' ? bytesOf('data', data) : viewed(data)
  if (bytes === undefined) throw invalidArgType('data', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView', data)
  const scheme = schemeOf(key)
  const object = chosenObject(algorithm, key, use)
  const digests = object === undefined || !/^ed/.test(object.asymmetricKeyType ?? '')
  const named = algorithm ?? (digests ? object?.asymmetricKeyDetails?.hashAlgorithm ?? 'sha256' : undefined)
  const found = named === undefined ? undefined : digestNamed(named)
  if (named !== undefined && (found === undefined || isExtendable(found.name))) throw invalidDigest(named)
  const value = found && digests ? found.hash(bytes) : bytes
  return { key: keyFor(object ?? key, use), data: base64(value), scheme: { ...scheme, ...(found ? { digest: found.name } : {}) } }
}

/**
 * Return the key as a KeyObject if its kind is needed before the data can be sent.
 * @param {any} algorithm
 * @param {any} key
 * @param {'private' | 'public'} use
 * @returns {import('../keys/key-object.js').KeyObject | undefined}
 */
function chosenObject (algorithm, key, use) {
  const object = objectIn(key)
  if (object !== undefined) return object
  if (algorithm !== null && algorithm !== undefined) return undefined
  keyFor(key, use)
  return use === 'private' ? createPrivateKey(key) : createPublicKey(key)
}

/**
 * Sign one piece of data: `sign(algorithm, data, key, [callback])`.
 * @param {string | null | undefined} algorithm null lets the key choose
 * @param {any} data
 * @param {any} key private
 * @param {(error: Error | null, signature?: any) => void} [callback]
 * @returns {any} a Buffer, unless there is a callback
 */
export function sign (algorithm, data, key, callback) {
  if (callback !== undefined) callable('callback', callback)
  if (!key) throw keyRequired()
  const plan = planned(algorithm, data, key, 'private')
  if (callback === undefined) return unbase64(ask('crypto.sign', plan).data)
  settle(asked('crypto.sign', plan).then((answer) => unbase64(answer.data)), callback)
}

/**
 * Verify the signature of one piece of data: `verify(algorithm, data, key, signature, [callback])`.
 * @param {string | null | undefined} algorithm
 * @param {any} data
 * @param {any} key public, or a private one
 * @param {any} signature
 * @param {(error: Error | null, result?: boolean) => void} [callback]
 * @returns {any} a boolean, unless there is a callback
 */
export function verify (algorithm, data, key, signature, callback) {
  if (callback !== undefined) callable('callback', callback)
  const plan = planned(algorithm, data, key, 'public')
  const bytes = viewed(signature)
  if (bytes === undefined) throw invalidArgType('signature', VIEWS, signature)
  const asking = { ...plan, signature: base64(bytes) }
  if (callback === undefined) return ask('crypto.verify', asking).valid
  settle(asked('crypto.verify', asking).then(({ valid }) => valid), callback)
}

/**
 * @param {string} algorithm
 * @param {Record<string, any>} [options] those of a stream
 */
export function createSign (algorithm, options) {
  return new Sign(algorithm, options)
}

/**
 * @param {string} algorithm
 * @param {Record<string, any>} [options] those of a stream
 */
export function createVerify (algorithm, options) {
  return new Verify(algorithm, options)
}
