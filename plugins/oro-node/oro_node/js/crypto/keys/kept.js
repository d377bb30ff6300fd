/** The keys behind the CryptoKeys that `crypto.webcrypto` made; an engine gives their bytes later, if at all. */

import { NotImplementedError } from 'oro:errors'
import { invalidArgType } from '../base/errors.js'

/** @type {WeakMap<object, () => any>} */
const kept = new WeakMap()

/** @param {any} value */
export function isCryptoKey (value) {
  return typeof CryptoKey === 'function' && value instanceof CryptoKey
}

/**
 * Remember how a CryptoKey becomes a KeyObject.
 * @template {object} K
 * @param {K} key
 * @param {() => import('./key-object.js').KeyObject} make
 * @returns {K}
 */
export function keep (key, make) {
  /** @type {import('./key-object.js').KeyObject | undefined} */
  let made
  kept.set(key, () => (made ??= make()))
  return key
}

/**
 * Return the KeyObject of a CryptoKey.
 * @param {any} key
 * @returns {import('./key-object.js').KeyObject}
 * @throws {NotImplementedError} the key was made by the engine alone
 */
export function keptKey (key) {
  if (!isCryptoKey(key)) throw invalidArgType('key', 'an instance of CryptoKey', key)
  const make = kept.get(key)
  if (make === undefined) throw new NotImplementedError('a CryptoKey that crypto.webcrypto did not make')
  return make()
}
