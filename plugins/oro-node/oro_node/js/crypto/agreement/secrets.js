/** Key agreement: `diffieHellman()` and `createECDH()`. */

import { base64, bytesOf, shown, unbase64 } from '../base/bytes.js'
import { object, text } from '../base/check.js'
import { constants } from '../base/constants.js'
import { invalidArgValue, nodeError } from '../base/errors.js'
import { ask } from '../base/host.js'
import { givenOf, KeyObject, privateKey, wrongKeyType } from '../keys/key-object.js'

const FORMATS = /** @type {Record<string, number>} */ ({
  compressed: constants.POINT_CONVERSION_COMPRESSED,
  uncompressed: constants.POINT_CONVERSION_UNCOMPRESSED,
  hybrid: constants.POINT_CONVERSION_HYBRID
})

/**
 * Return the shared secret of a private key and a peer's public key.
 * @param {{ privateKey: KeyObject, publicKey: KeyObject }} options
 * @returns {any} a Buffer
 */
export function diffieHellman (options) {
  const { privateKey, publicKey } = object('options', options)
  if (!(privateKey instanceof KeyObject)) throw invalidArgValue('options.privateKey', privateKey)
  if (!(publicKey instanceof KeyObject)) throw invalidArgValue('options.publicKey', publicKey)
  if (privateKey.type !== 'private') throw wrongKeyType(privateKey.type, 'private')
  if (publicKey.type === 'secret') throw wrongKeyType(publicKey.type, 'private or public')
  return unbase64(ask('crypto.agree', { private: givenOf(privateKey), public: givenOf(publicKey) }).data)
}

/** Elliptic-curve Diffie-Hellman. The host keeps the private key until the page requests it. */
export class ECDH {
  #curve
  /** @type {KeyObject | null} */
  #private = null
  /** @type {Uint8Array | null} uncompressed */
  #point = null

  /** @param {string} curve */
  constructor (curve) {
    this.#curve = checkedCurve(curve)
  }

  /**
   * Convert a point of a curve to another format.
   * @param {any} key
   * @param {string} curve
   * @param {string} [inputEncoding]
   * @param {string} [outputEncoding] a Buffer is returned unless given
   * @param {string} [format] `uncompressed`, `compressed` or `hybrid`
   */
  static convertKey (key, curve, inputEncoding, outputEncoding, format) {
    const bytes = bytesOf('key', key, inputEncoding)
    const form = checkedFormat(format)
    const { point } = imported('crypto.importPublic', bytes, checkedCurve(curve), 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY', failed('Failed to convert Buffer to EC_POINT'))
    return shown(formed(unbase64(point), form), outputEncoding)
  }

  /**
   * Make a pair of keys.
   * @param {string} [encoding] of the public key that is returned
   * @param {string} [format]
   */
  generateKeys (encoding, format) {
    const form = checkedFormat(format)
    const { facts } = ask('crypto.generate', { numbers: { kind: 'ec', curve: this.#curve } })
    this.#take(facts)
    return this.#shown(form, encoding)
  }

  /**
   * @param {any} otherPublicKey
   * @param {string} [inputEncoding]
   * @param {string} [outputEncoding] a Buffer is returned unless given
   */
  computeSecret (otherPublicKey, inputEncoding, outputEncoding) {
    const data = base64(bytesOf('otherPublicKey', otherPublicKey, inputEncoding))
    if (this.#private === null && this.#point !== null) throw failed('Failed to compute ECDH key')
    if (this.#private === null) throw nodeError(RangeError, 'ERR_CRYPTO_INVALID_KEYPAIR', 'Invalid key pair')
    const other = { format: 'raw', data, curve: this.#curve }
    return shown(unbase64(ask('crypto.agree', { private: givenOf(this.#private), public: other }).data), outputEncoding)
  }

  /**
   * @param {string} [encoding] a Buffer is returned unless given
   * @param {string} [format]
   */
  getPublicKey (encoding, format) {
    return this.#shown(checkedFormat(format), encoding)
  }

  /** @param {string} [encoding] a Buffer is returned unless given */
  getPrivateKey (encoding) {
    if (this.#private === null) throw failed('Failed to get ECDH private key')
    const { data } = ask('crypto.export', { key: givenOf(this.#private), private: true, wanted: { format: 'raw' } })
    return shown(trimmed(unbase64(data)), encoding)
  }

  /**
   * @param {any} privateKey
   * @param {string} [encoding]
   */
  setPrivateKey (privateKey, encoding) {
    this.#take(imported('crypto.importPrivate', bytesOf('key', privateKey, encoding), this.#curve))
    return this
  }

  /**
   * Take a public key that is not that of the private one; Node deprecates it.
   * @param {any} key
   * @param {string} [encoding]
   */
  setPublicKey (key, encoding) {
    const { point } = imported('crypto.importPublic', bytesOf('key', key, encoding), this.#curve, 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY', failed('Failed to convert Buffer to EC_POINT'))
    this.#point = unbase64(point)
    return this
  }

  /** @param {import('../keys/key-object.js').KeyFacts} facts */
  #take (facts) {
    this.#private = privateKey(facts)
    this.#point = unbase64(facts.point ?? '')
  }

  /**
   * @param {string} format
   * @param {string} [encoding]
   */
  #shown (format, encoding) {
    if (this.#point === null) throw failed('Failed to get ECDH public key')
    return shown(formed(this.#point, format), encoding)
  }
}

/**
 * @param {string} route
 * @param {Uint8Array} bytes
 * @param {string} curve
 * @param {string} [code] of an error to replace by `instead`
 * @param {Error} [instead]
 */
function imported (route, bytes, curve, code, instead) {
  try {
    return ask(route, { key: { format: 'raw', data: base64(bytes), curve } })
  } catch (error) {
    throw instead !== undefined && /** @type {any} */ (error).code === code ? instead : error
  }
}

/** @type {Set<string>} */
let known = new Set()

/** Return the names of all supported curves. */
export function getCurves () {
  if (known.size === 0) known = new Set(/** @type {string[]} */ (ask('crypto.curves', {})))
  return [...known]
}

/** @param {any} curve */
function checkedCurve (curve) {
  text('curve', curve)
  if (known.has(curve) || getCurves().includes(curve) || curve === 'P-256' || curve === 'P-384' || curve === 'P-521') return curve
  throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name')
}

/** @param {any} format */
function checkedFormat (format) {
  const name = format || 'uncompressed'
  if (!Object.hasOwn(FORMATS, name)) throw nodeError(TypeError, 'ERR_CRYPTO_ECDH_INVALID_FORMAT', `Invalid ECDH format: ${format}`)
  return name
}

/**
 * @param {Uint8Array} point uncompressed
 * @param {string} format
 */
function formed (point, format) {
  if (format === 'uncompressed') return new Uint8Array(point)
  const made = new Uint8Array(format === 'compressed' ? point.subarray(0, 1 + (point.length - 1) / 2) : point)
  made[0] = FORMATS[format] | (point[point.length - 1] & 1)
  return made
}

/** @param {Uint8Array} number without leading zeros */
function trimmed (number) {
  const start = number.findIndex((byte) => byte !== 0)
  return number.slice(Math.max(start, 0))
}

/** @param {string} message */
function failed (message) {
  return nodeError(Error, 'ERR_CRYPTO_OPERATION_FAILED', message)
}

/** @param {string} curve */
export function createECDH (curve) {
  return new ECDH(curve)
}
