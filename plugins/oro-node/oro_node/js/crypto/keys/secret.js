/** Secret keys as arguments: bytes, texts or KeyObjects. */

import { bytesOf, viewed } from '../base/bytes.js'
import { invalidArgType, nodeError } from '../base/errors.js'
import { isCryptoKey, keptKey } from './kept.js'
import { KeyObject } from './key-object.js'

const EXPECTED = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey'

/**
 * @param {any} key bytes, a text, or a secret KeyObject
 * @param {string} [encoding] of a text
 * @param {string} [name] of the argument
 * @param {string} [expected]
 * @returns {Uint8Array}
 */
export function secretBytes (key, encoding, name = 'key', expected = EXPECTED) {
  if (key instanceof KeyObject) return secretOf(key)
  if (isCryptoKey(key)) return secretOf(keptKey(key))
  if (typeof key !== 'string' && viewed(key) === undefined) throw invalidArgType(name, expected, key)
  return bytesOf(name, key, encoding)
}

/** @param {KeyObject} key */
function secretOf (key) {
  if (key.type === 'secret') return key.export()
  throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE', `Invalid key object type ${key.type}, expected secret.`)
}
