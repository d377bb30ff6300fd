/** `publicEncrypt()`, `privateDecrypt()`, `privateEncrypt()` and `publicDecrypt()`. */

import { base64, bytesOf, unbase64 } from '../base/bytes.js'
import { text } from '../base/check.js'
import { constants } from '../base/constants.js'
import { digestNamed, isExtendable } from '../base/digests.js'
import { nodeError } from '../base/errors.js'
import { ask } from '../base/host.js'
import { keyFor } from '../keys/given.js'

const { RSA_PKCS1_PADDING, RSA_PKCS1_OAEP_PADDING } = constants

/**
 * @param {any} key
 * @param {any} buffer
 * @param {'private' | 'public'} use
 */
function covered (key, buffer, use) {
  const { padding = RSA_PKCS1_OAEP_PADDING, oaepHash = 'sha1', oaepLabel, encoding } = Object(key)
  const given = keyFor(key, use)
  const data = bytesOf('buffer', buffer, encoding)
  const digest = digestNamed(text('key.oaepHash', oaepHash))?.name
  if (digest === undefined || isExtendable(digest)) throw nodeError(Error, 'ERR_OSSL_EVP_INVALID_DIGEST', 'Invalid digest used')
  const label = oaepLabel === undefined ? new Uint8Array() : bytesOf('key.oaepLabel', oaepLabel, encoding)
  return { key: given, data: base64(data), padding: paddingOf(padding ?? RSA_PKCS1_OAEP_PADDING), digest, label: base64(label) }
}

/** @param {any} padding a number; others are those of no padding that OpenSSL has */
function paddingOf (padding) {
  return Number.isInteger(padding) ? padding : 0
}

/**
 * Encrypt data so that only the private key decrypts it.
 * @param {any} key public, or `{ key, padding, oaepHash, oaepLabel }`
 * @param {any} buffer
 */
export function publicEncrypt (key, buffer) {
  return unbase64(ask('crypto.encrypt', covered(key, buffer, 'public')).data)
}

/**
 * Decrypt data encrypted with the public key. With PKCS1 padding, invalid data gives random bytes and no error.
 * @param {any} key private, or `{ key, padding, oaepHash, oaepLabel }`
 * @param {any} buffer
 */
export function privateDecrypt (key, buffer) {
  return unbase64(ask('crypto.decrypt', covered(key, buffer, 'private')).data)
}

/**
 * @param {any} key
 * @param {any} buffer
 * @param {'private' | 'public'} use
 */
function sealed (key, buffer, use) {
  const { encoding } = Object(key)
  const padding = Object(key).padding ?? RSA_PKCS1_PADDING
  const given = keyFor(key, use)
  const data = base64(bytesOf('buffer', buffer, encoding))
  return { key: given, data, padding: paddingOf(padding) }
}

/**
 * Encrypt data with the private key, which proves its origin.
 * @param {any} key private
 * @param {any} buffer
 */
export function privateEncrypt (key, buffer) {
  return unbase64(ask('crypto.seal', sealed(key, buffer, 'private')).data)
}

/**
 * Decrypt data encrypted with the private key.
 * @param {any} key public
 * @param {any} buffer
 */
export function publicDecrypt (key, buffer) {
  return unbase64(ask('crypto.recover', sealed(key, buffer, 'public')).data)
}
