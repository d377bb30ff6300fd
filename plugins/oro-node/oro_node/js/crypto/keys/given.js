/** Keys as arguments: of `createSecretKey()`, `createPrivateKey()`, `createPublicKey()` and other functions. */

import { base64, bytesOf, checkEncoding, viewed } from '../base/bytes.js'
import { invalidArgType, invalidArgValue, nodeError } from '../base/errors.js'
import { ask } from '../base/host.js'
import { isCryptoKey, keptKey } from './kept.js'
import { givenOf, KeyObject, privateKey, publicKey, secretKey, wrongKeyType } from './key-object.js'

const BUFFERS = 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
const MATERIAL = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
const ANY = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey'
const CURVES = /** @type {Record<string, string[]>} */ ({
  EC: ['P-256', 'secp256k1', 'P-384', 'P-521'],
  OKP: ['Ed25519', 'Ed448', 'X25519', 'X448']
})
const MEMBERS = /** @type {Record<string, { public: string[], private: string[] }>} */ ({
  RSA: { public: ['n', 'e'], private: ['d', 'p', 'q', 'dp', 'dq', 'qi'] },
  EC: { public: ['x', 'y'], private: ['d'] },
  OKP: { public: ['x'], private: ['d'] }
})

/**
 * @param {any} key bytes, or a text
 * @param {string} [encoding] of a text
 */
export function createSecretKey (key, encoding) {
  if (typeof key !== 'string' && viewed(key) === undefined) throw invalidArgType('key', BUFFERS, key)
  return secretKey(bytesOf('key', key, encoding))
}

/**
 * @param {any} key PEM, or `{ key, format, type, passphrase, encoding }`
 * @returns {KeyObject}
 */
export function createPrivateKey (key) {
  return privateKey(ask('crypto.importPrivate', { key: material(key, 'private') }))
}

/**
 * @param {any} key PEM, a private KeyObject, or `{ key, format, type, encoding }`
 * @returns {KeyObject}
 */
export function createPublicKey (key) {
  const object = objectIn(key)
  if (object !== undefined && object.type !== 'private') throw wrongKeyType(object.type, 'private')
  const { held, ...facts } = ask('crypto.importPublic', { key: object ? givenOf(object) : material(key, 'public', ANY) })
  return publicKey(facts)
}

/**
 * Return the KeyObject in an argument: as such, of a CryptoKey, or in an object with options.
 * @param {any} key
 * @returns {KeyObject | undefined} undefined where there is none
 */
export function objectIn (key) {
  for (const given of [key, key?.key]) {
    if (given instanceof KeyObject) return given
    if (isCryptoKey(given)) return keptKey(given)
  }
  return undefined
}

/**
 * Return a key for one operation, as a parameter for the host.
 * @param {any} key a KeyObject, PEM, or `{ key, format, type, passphrase, encoding }` with either
 * @param {'private' | 'public'} use a private key can be used as a public one
 * @returns {Record<string, any>}
 */
export function keyFor (key, use) {
  const object = objectIn(key)
  if (object === undefined) return material(key, use, ANY)
  if (object.type === 'secret' || (use === 'private' && object.type !== 'private')) {
    throw wrongKeyType(object.type, use === 'private' ? 'private' : 'private or public')
  }
  return givenOf(object)
}

/**
 * @param {any} key
 * @param {'private' | 'public'} use
 * @param {string} [expected]
 * @returns {Record<string, any>}
 */
function material (key, use, expected = MATERIAL) {
  if (typeof key === 'string' || viewed(key) !== undefined) return { format: 'pem', data: base64(bytesOf('key', key)) }
  if (key === null || typeof key !== 'object' || key instanceof KeyObject) throw invalidArgType('key', expected, key)
  const { key: data, format = 'pem', type, passphrase, encoding } = key
  if (passphrase !== undefined && typeof passphrase !== 'string' && viewed(passphrase) === undefined) throw invalidArgValue('options.passphrase', passphrase)
  if (format === 'jwk') return { format, jwk: checkedJWK(data, use) }
  if (data instanceof KeyObject) throw invalidArgType('key', expected, data)
  if (typeof data !== 'string' && viewed(data) === undefined) throw invalidArgType('key.key', expected, data)
  if (format !== 'pem' && format !== 'der') throw invalidArgValue('options.format', format)
  if (!isType(type, format, use)) throw invalidArgValue('options.type', type)
  if (typeof data === 'string') checkEncoding(encoding)
  return {
    format,
    data: base64(bytesOf('key.key', data, encoding)),
    ...(passphrase === undefined ? {} : { passphrase: base64(bytesOf('key.passphrase', passphrase, encoding)) })
  }
}

/**
 * @param {any} type
 * @param {string} format
 * @param {'private' | 'public'} use
 */
function isType (type, format, use) {
  if (type === undefined || type === null) return format === 'pem'
  return ['pkcs1', 'pkcs8', 'sec1', ...(use === 'public' ? ['spki'] : [])].includes(type)
}

/**
 * @param {any} jwk
 * @param {'private' | 'public'} use
 * @returns {Record<string, any>}
 */
function checkedJWK (jwk, use) {
  if (jwk === null || typeof jwk !== 'object') throw invalidArgType('key.key', 'of type object', jwk)
  const { kty, crv } = jwk
  oneOf('key.kty', kty, Object.keys(MEMBERS))
  if (kty in CURVES) oneOf('key.crv', crv, CURVES[kty])
  const members = [...MEMBERS[kty].public, ...(use === 'private' ? MEMBERS[kty].private : [])]
  for (const name of members) {
    if (typeof jwk[name] !== 'string') throw invalidArgType(`key.${name}`, 'of type string', jwk[name])
  }
  return Object.fromEntries(['kty', 'crv', ...members].filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]]))
}

/**
 * @param {string} name
 * @param {any} value
 * @param {string[]} choices
 */
function oneOf (name, value, choices) {
  if (choices.includes(value)) return
  throw invalidArgValue(name, value, `must be one of: ${choices.map((choice) => `'${choice}'`).join(', ')}`)
}

export function keyRequired () {
  return nodeError(Error, 'ERR_CRYPTO_SIGN_KEY_REQUIRED', 'No key provided to sign')
}
