/** Make a cipher from a name, a key and an initialization vector. */

import { bytesOf } from '../base/bytes.js'
import { text } from '../base/check.js'
import { invalidIV, invalidKeyLength } from '../base/errors.js'
import { secretBytes } from '../keys/secret.js'
import { Authenticated, chachaPoly, gcm } from './authenticated.js'
import { DecryptingBlocks, EncryptingBlocks } from './blocks.js'
import { cipherNamed, takesIV } from '../base/cipher-names.js'
import { ByteFeedback, counted, Feedback } from './streams.js'

/** @typedef {import('../base/cipher-names.js').CipherKind} CipherKind */

/**
 * @typedef {object} Flow
 * @property {(data: Uint8Array) => Uint8Array} update
 * @property {() => Uint8Array} final
 */

/**
 * @param {any} name
 * @param {any} key
 * @param {any} iv
 * @param {boolean} decrypting
 * @param {string} [encoding] of a key that is a text
 * @returns {{ kind: CipherKind, flow: Flow | Authenticated }}
 */
export function makeCipher (name, key, iv, decrypting, encoding) {
  text('cipher', name)
  const keyBytes = secretBytes(key, encoding)
  const ivBytes = iv === null ? new Uint8Array() : bytesOf('iv', iv)
  const kind = cipherNamed(name)
  if (keyBytes.length !== kind.keyLength) throw invalidKeyLength()
  if (!takesIV(kind, ivBytes.length)) throw invalidIV()
  return { kind, flow: made(kind, keyBytes.slice(), ivBytes.slice(), decrypting) }
}

/**
 * @param {CipherKind} kind
 * @param {Uint8Array} key
 * @param {Uint8Array} iv
 * @param {boolean} decrypting
 * @returns {Flow | Authenticated}
 */
function made ({ how }, key, iv, decrypting) {
  const Blocks = decrypting ? DecryptingBlocks : EncryptingBlocks
  switch (how) {
    case 'ecb': return new Blocks(key, null)
    case 'cbc': return new Blocks(key, iv)
    case 'ctr': return counted(key, iv)
    case 'ofb': return new Feedback(key, iv, 'key')
    case 'cfb': return new Feedback(key, iv, decrypting ? 'in' : 'out')
    case 'cfb8': return new ByteFeedback(key, iv, decrypting)
    case 'gcm': return gcm(key, iv, decrypting)
    case 'chacha': return chachaPoly(key, iv, decrypting)
  }
}
