/** `createCipher()` and `createDecipher()`: ciphers by a password, which Node deprecates. */

import { md5 } from 'oro:internal/vendor/hashes'
import { bytesOf } from './base/bytes.js'
import { text } from './base/check.js'
import { cipherNamed } from './base/cipher-names.js'
import { Cipheriv, Decipheriv } from './cipheriv.js'

/**
 * Return what OpenSSL makes of a password, by MD5.
 * @param {Uint8Array} password
 * @param {number} length
 */
function stretched (password, length) {
  const made = new Uint8Array(Math.ceil(length / 16) * 16)
  let last = new Uint8Array()
  for (let at = 0; at < length; at += 16) {
    last = Uint8Array.from(md5.create().update(last).update(password).digest())
    made.set(last, at)
  }
  return made.subarray(0, length)
}

/**
 * @param {any} cipher
 * @param {any} password
 * @returns {[key: Uint8Array, iv: Uint8Array | null]}
 */
function secretsOf (cipher, password) {
  const bytes = bytesOf('password', password)
  const { keyLength, ivLength = 0 } = cipherNamed(text('cipher', cipher))
  const all = stretched(bytes, keyLength + ivLength)
  return [all.subarray(0, keyLength), ivLength ? all.subarray(keyLength) : null]
}

/** Encrypts with a key that is made of a password. */
export class Cipher extends Cipheriv {
  /**
   * @param {string} cipher
   * @param {any} password
   * @param {Record<string, any>} [options]
   */
  constructor (cipher, password, options) {
    super(cipher, ...secretsOf(cipher, password), options)
  }
}

/** Decrypts with a key that is made of a password. */
export class Decipher extends Decipheriv {
  /**
   * @param {string} cipher
   * @param {any} password
   * @param {Record<string, any>} [options]
   */
  constructor (cipher, password, options) {
    super(cipher, ...secretsOf(cipher, password), options)
  }
}

/**
 * @param {string} cipher
 * @param {any} password
 * @param {Record<string, any>} [options]
 */
export function createCipher (cipher, password, options) {
  return new Cipher(cipher, password, options)
}

/**
 * @param {string} cipher
 * @param {any} password
 * @param {Record<string, any>} [options]
 */
export function createDecipher (cipher, password, options) {
  return new Decipher(cipher, password, options)
}
