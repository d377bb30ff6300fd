/** `KeyObject`: a key. The page holds secret keys; the host keeps private keys and sends them only for an export. */

import { Buffer } from 'oro:buffer'
import { same, shown, unbase64 } from '../base/bytes.js'
import { object } from '../base/check.js'
import { written as encoding, unwritten } from './encodings.js'
import { invalidArgType, invalidArgValue, nodeError } from '../base/errors.js'
import { ask, asked } from '../base/host.js'
import { keptKey } from './kept.js'

/**
 * @typedef {object} KeyFacts the facts the host sends about a key
 * @property {string} kind
 * @property {string} spki base64
 * @property {string} [held] the host's name for a private key
 * @property {number} [modulus] bits
 * @property {number} [divisor] bits, of `dsa`
 * @property {string} [exponent]
 * @property {string} [digest] the only one of `rsa-pss` with rules
 * @property {string} [mgf1]
 * @property {number} [salt] the least bytes
 * @property {string} [curve]
 * @property {string} [point] base64
 */

/** @typedef {'secret' | 'public' | 'private'} KeyType */

const making = Symbol('making')
/** Under it Node's objects tell their type, also when they are printed. */
const kKeyType = Symbol('kKeyType')

/** Tells the host which keys were collected as garbage. */
const gone = new FinalizationRegistry((/** @type {string} */ name) => {
  asked('crypto.forget', { keys: [name] }).catch(() => {})
})

/** A key: bytes that are secret, or one of a pair. Made by `createSecretKey()` and the like. */
export class KeyObject {
  #type
  /** @type {Uint8Array} of a secret key */
  #bytes = new Uint8Array()
  /** @type {KeyFacts | null} */
  #facts = null
  /** @type {Record<string, any> | undefined} */
  #details

  /**
   * @param {KeyType} type
   * @param {Uint8Array | KeyFacts} content
   * @param {symbol} [maker]
   */
  constructor (type, content, maker) {
    if (!['secret', 'public', 'private'].includes(type)) throw invalidArgValue('type', type)
    if (maker !== making) throw invalidArgType('handle', 'of type object', content)
    this.#type = type
    Object.assign(this, { [kKeyType]: type })
    if (content instanceof Uint8Array) this.#bytes = content.slice()
    else this.#facts = content
    if (type === 'private' && this.#facts?.held) gone.register(this, this.#facts.held)
  }

  /**
   * @param {CryptoKey} key
   * @returns {KeyObject}
   * @throws {NotImplementedError} `crypto.webcrypto` did not make it: engines export the bytes of a key later, if at all
   */
  static from (key) {
    return keptKey(key)
  }

  /** @returns {KeyType} */
  get type () {
    return this.#type
  }

  /** Bytes of a secret key. */
  get symmetricKeySize () {
    return this.#type === 'secret' ? this.#bytes.length : undefined
  }

  /** Such as `rsa` or `ec`, of a key of a pair. */
  get asymmetricKeyType () {
    return this.#facts?.kind
  }

  /** @returns {Record<string, any> | undefined} */
  get asymmetricKeyDetails () {
    if (this.#facts === null) return undefined
    return (this.#details ??= detailsOf(this.#facts))
  }

  get [Symbol.toStringTag] () {
    return 'KeyObject'
  }

  /**
   * Return the key as bytes, text or a JSON Web Key.
   * @param {Record<string, any>} [options] `format`, and for a key of a pair `type`, `cipher` and `passphrase`
   * @returns {any}
   */
  export (options) {
    if (this.#type === 'secret') return this.#exportSecret(options)
    const wanted = encoding(this.#type, object('options', options), 'options', this.asymmetricKeyType)
    return unwritten(ask('crypto.export', { key: givenOf(this), private: this.#type === 'private', wanted }), wanted.format)
  }

  /**
   * Return whether two keys are the same.
   * @param {KeyObject} otherKeyObject
   */
  equals (otherKeyObject) {
    if (!(otherKeyObject instanceof KeyObject)) throw invalidArgType('otherKeyObject', 'an instance of KeyObject', otherKeyObject)
    if (this.#type !== otherKeyObject.#type) return false
    const [one, other] = [this, otherKeyObject].map((key) => key.#facts === null ? key.#bytes : unbase64(key.#facts.spki))
    return one.length === other.length && same(one, other)
  }

  /** @param {Record<string, any>} [options] */
  #exportSecret (options) {
    const { format } = options === undefined ? { format: undefined } : object('options', options)
    if (format === undefined || format === 'buffer') return Buffer.from(this.#bytes)
    if (format === 'jwk') return { kty: 'oct', k: shown(this.#bytes, 'base64url') }
    throw invalidArgValue('options.format', format, "must be one of: undefined, 'buffer', 'jwk'")
  }

  /**
   * Return the parameter that identifies a key to the host.
   * @param {KeyObject} key of a pair
   */
  static given (key) {
    const facts = /** @type {KeyFacts} */ (key.#facts)
    return key.#type === 'private' ? { held: facts.held } : { format: 'der', data: facts.spki }
  }
}

const { given } = KeyObject
Reflect.deleteProperty(KeyObject, 'given')

/**
 * Return the parameter for a key: its name if the host keeps it, otherwise its data.
 * @param {KeyObject} key of a pair
 * @returns {Record<string, any>}
 */
export function givenOf (key) {
  return given(key)
}

/**
 * @param {KeyFacts} facts
 * @returns {Record<string, any>}
 */
function detailsOf (facts) {
  const { kind, modulus, exponent, divisor, curve } = facts
  if (kind === 'rsa-pss') return pssDetails(facts)
  if (kind === 'rsa') return { modulusLength: modulus, publicExponent: BigInt(exponent ?? 0) }
  if (kind === 'dsa') return { modulusLength: modulus, divisorLength: divisor }
  return kind === 'ec' ? { namedCurve: curve } : {}
}

/** @param {KeyFacts} facts */
function pssDetails ({ modulus, exponent, digest, mgf1, salt }) {
  const numbers = { modulusLength: modulus, publicExponent: BigInt(exponent ?? 0) }
  return digest ? { ...numbers, hashAlgorithm: digest, mgf1HashAlgorithm: mgf1, saltLength: salt ?? 0 } : numbers
}

class SecretKeyObject extends KeyObject {}
class AsymmetricKeyObject extends KeyObject {}
class PublicKeyObject extends AsymmetricKeyObject {}
class PrivateKeyObject extends AsymmetricKeyObject {}

/** @param {Uint8Array} bytes @returns {KeyObject} */
export function secretKey (bytes) {
  return new SecretKeyObject('secret', bytes, making)
}

/** @param {KeyFacts} facts */
export function privateKey (facts) {
  return new PrivateKeyObject('private', facts, making)
}

/** @param {KeyFacts} facts */
export function publicKey (facts) {
  return new PublicKeyObject('public', facts, making)
}

/**
 * @param {KeyType} actual
 * @param {string} expected
 */
export function wrongKeyType (actual, expected) {
  return nodeError(TypeError, 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE', `Invalid key object type ${actual}, expected ${expected}.`)
}
