/** `Certificate`: Netscape's signed public keys and challenges, which the host reads. */

import { Buffer } from 'oro:buffer'
import { base64, bytesOf, unbase64 } from './base/bytes.js'
import { ask } from './base/host.js'

/**
 * @param {any} spkac in base64
 * @param {string} [encoding] of a text
 * @returns {{ valid: boolean, key: string, challenge: string }}
 */
function told (spkac, encoding) {
  return ask('crypto.spkac', { data: base64(bytesOf('spkac', spkac, encoding)) })
}

/**
 * Return the challenge of a signed public key; an empty text where there is none.
 * @param {any} spkac
 * @param {string} [encoding]
 * @returns {any}
 */
function exportChallenge (spkac, encoding) {
  const { key, challenge } = told(spkac, encoding)
  return key === '' ? '' : unbase64(challenge)
}

/**
 * Return the public key in PEM; an empty text where there is none.
 * @param {any} spkac
 * @param {string} [encoding]
 * @returns {any}
 */
function exportPublicKey (spkac, encoding) {
  const { key } = told(spkac, encoding)
  return key === '' ? '' : Buffer.from(key)
}

/**
 * Return whether the key signed itself and the challenge.
 * @param {any} spkac
 * @param {string} [encoding]
 * @returns {boolean}
 */
function verifySpkac (spkac, encoding) {
  // As Node answers for nothing.
  if (bytesOf('spkac', spkac, encoding).length === 0) return /** @type {any} */ ('')
  return told(spkac, encoding).valid
}

/** Netscape's certificates; the functions are those of the class and of its objects. */
export class Certificate {
  static exportChallenge = exportChallenge
  static exportPublicKey = exportPublicKey
  static verifySpkac = verifySpkac
}

Object.assign(Certificate.prototype, { exportChallenge, exportPublicKey, verifySpkac })
