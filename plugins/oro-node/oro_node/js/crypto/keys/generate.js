/** Generate keys: `generateKeyPair()` and `generateKey()`. */

import { callable, object, text, whole } from '../base/check.js'
import { settle } from './derive.js'
import { unwritten, written } from './encodings.js'
import { invalidArgValue } from '../base/errors.js'
import { ask, asked } from '../base/host.js'
import { privateKey, publicKey, secretKey } from './key-object.js'
import { numbersOf } from './numbers.js'
import { randomBytes } from './random.js'

const SUPPORTED = ['rsa', 'rsa-pss', 'dsa', 'ec', 'ed25519', 'ed448', 'x25519', 'x448', 'dh']
/** Kinds whose keys are all made alike, so that options may be left out. */
const ALIKE = ['ed25519', 'ed448', 'x25519', 'x448']
const promisified = Symbol.for('nodejs.util.promisify.custom')

/**
 * @typedef {object} KeyPair each a KeyObject, or encoded as requested
 * @property {any} publicKey
 * @property {any} privateKey
 */

/**
 * @param {any} type
 * @param {any} options
 * @returns {Record<string, any>} the parameters of the host's route
 */
function planned (type, options) {
  text('type', type)
  if (!SUPPORTED.includes(type)) throw invalidArgValue('type', type, 'must be a supported key type')
  const given = !ALIKE.includes(type) || options !== undefined ? object('options', options) : {}
  const encoded = encodings(type, given)
  return { numbers: { kind: type, ...numbersOf(type, given) }, ...encoded }
}

/**
 * @param {string} type
 * @param {Record<string, any>} options
 */
function encodings (type, { publicKeyEncoding, privateKeyEncoding }) {
  return {
    ...(chosen('publicKeyEncoding', publicKeyEncoding) ? { public: written('public', publicKeyEncoding, 'options.publicKeyEncoding', type) } : {}),
    ...(chosen('privateKeyEncoding', privateKeyEncoding) ? { private: written('private', privateKeyEncoding, 'options.privateKeyEncoding', type) } : {})
  }
}

/**
 * @param {string} name
 * @param {any} encoding
 */
function chosen (name, encoding) {
  if (encoding === undefined || encoding === null) return false
  if (typeof encoding !== 'object') throw invalidArgValue(`options.${name}`, encoding)
  return true
}

/**
 * @param {any} answer
 * @param {Record<string, any>} plan
 * @returns {KeyPair}
 */
function pair (answer, plan) {
  const { held, ...facts } = answer.facts
  return {
    publicKey: plan.public ? unwritten(answer.public, plan.public.format) : publicKey(facts),
    privateKey: plan.private ? unwritten(answer.private, plan.private.format) : privateKey(answer.facts)
  }
}

/**
 * @param {string} type `rsa`, `rsa-pss`, `dsa`, `ec`, `ed25519`, `ed448`, `x25519`, `x448` or `dh`
 * @param {Record<string, any>} [options] see `numbersOf()`, and `publicKeyEncoding`, `privateKeyEncoding`
 * @returns {KeyPair}
 */
export function generateKeyPairSync (type, options) {
  const plan = planned(type, options)
  return pair(ask('crypto.generate', plan), plan)
}

/**
 * `generateKeyPair(type, [options], callback)`; the callback receives both keys.
 * @param {string} type
 * @param {any} options see `generateKeyPairSync()`
 * @param {(error: Error | null, publicKey?: any, privateKey?: any) => void} [callback]
 */
export function generateKeyPair (type, options, callback) {
  const alone = typeof options === 'function'
  const told = callable('callback', alone ? options : callback)
  const plan = planned(type, alone ? undefined : options)
  settle(asked('crypto.generate', plan).then((answer) => pair(answer, plan)), told, (made) => [made.publicKey, made.privateKey])
}

Object.defineProperty(generateKeyPair, promisified, {
  /**
   * @param {string} type
   * @param {any} options
   */
  value: async (type, options) => {
    const plan = planned(type, options)
    return pair(await asked('crypto.generate', plan), plan)
  }
})

/**
 * @param {'hmac' | 'aes'} type
 * @param {{ length: number }} options in bits
 */
export function generateKeySync (type, options) {
  return secretKey(randomBytes(secretLength(type, options)))
}

/**
 * @param {any} type
 * @param {any} options
 * @returns {number} bytes
 */
function secretLength (type, options) {
  text('type', type)
  const { length } = object('options', options)
  if (type === 'hmac') return Math.floor(whole('options.length', length, 8) / 8)
  if (type !== 'aes') throw invalidArgValue('type', type, 'must be a supported key type')
  if (![128, 192, 256].includes(length)) throw invalidArgValue('options.length', length, 'must be one of: 128, 192, 256')
  return length / 8
}

/**
 * @param {'hmac' | 'aes'} type
 * @param {any} options `length` in bits
 * @param {any} callback
 */
export function generateKey (type, options, callback) {
  if (typeof options === 'function') [callback, options] = [options, undefined]
  const length = secretLength(type, options)
  callable('callback', callback)
  setTimeout(() => callback(null, secretKey(randomBytes(length))))
}
