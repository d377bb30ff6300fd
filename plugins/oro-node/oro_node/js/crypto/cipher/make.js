/** Make a cipher from a name, a key and an initialization vector. */

import { bytesOf } from '../base/bytes.js'
import { text } from '../base/check.js'
import { invalidIV, invalidKeyLength, invalidTagLength, nodeError } from '../base/errors.js'
import { secretBytes } from '../keys/secret.js'
import { Authenticated, chachaPoly, gcm } from './authenticated.js'
import { aesBlock, desBlock } from './block.js'
import { DecryptingBlocks, EncryptingBlocks } from './blocks.js'
import { CCM } from './ccm.js'
import { aesChain, blockChain } from './chain.js'
import { cipherNamed, takesIV } from '../base/cipher-names.js'
import { OCB } from './ocb.js'
import { BitFeedback, ByteFeedback, chacha, counted, Feedback } from './streams.js'
import { keyWrap } from './wrap.js'
import { checkHalves, xts } from './xts.js'

export const WHOLE_TAG = 16

/** @typedef {import('../base/cipher-names.js').CipherKind} CipherKind */

/**
 * @typedef {object} Flow
 * @property {(data: Uint8Array) => Uint8Array} update
 * @property {() => Uint8Array} final
 */

/** @typedef {Authenticated | CCM | OCB} WithTag */

/**
 * @param {any} name
 * @param {any} key
 * @param {any} iv
 * @param {{ decrypting: boolean, tagLength?: number, encoding?: string }} how the encoding is that of a key that is a text
 * @returns {{ kind: CipherKind, flow: Flow | WithTag }}
 */
export function makeCipher (name, key, iv, { decrypting, tagLength, encoding }) {
  text('cipher', name)
  const keyBytes = secretBytes(key, encoding)
  const ivBytes = iv === null ? new Uint8Array() : bytesOf('iv', iv)
  const kind = cipherNamed(name)
  if (keyBytes.length !== kind.keyLength) throw invalidKeyLength()
  if (!takesIV(kind, ivBytes.length)) throw invalidIV()
  if (hasTag(kind)) checkTagLength(kind, name, tagLength)
  return { kind, flow: made(kind, keyBytes.slice(), ivBytes.slice(), decrypting, tagLength ?? WHOLE_TAG) }
}

/** @param {CipherKind} kind */
export function hasTag ({ how }) {
  return how === 'gcm' || how === 'ccm' || how === 'ocb' || how === 'poly'
}

/**
 * @param {CipherKind} kind
 * @param {string} name as given
 * @param {number | undefined} length
 */
function checkTagLength (kind, name, length) {
  if (length !== undefined && !isTagLength(kind.how, length)) throw invalidTagLength(length)
  if (length !== undefined || (kind.how !== 'ccm' && kind.how !== 'ocb')) return
  throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `authTagLength required for ${name}`)
}

/**
 * @param {string} how
 * @param {number} length
 */
export function isTagLength (how, length) {
  if (how === 'gcm') return length === 4 || length === 8 || (length >= 12 && length <= WHOLE_TAG)
  if (how === 'ccm') return length >= 4 && length <= WHOLE_TAG && length % 2 === 0
  return length > 0 && length <= WHOLE_TAG
}

/**
 * @param {CipherKind} kind
 * @param {Uint8Array} key
 * @param {Uint8Array} iv
 * @param {boolean} decrypting
 * @param {number} tagLength
 * @returns {Flow | WithTag}
 */
function made ({ how, family }, key, iv, decrypting, tagLength) {
  const Blocks = decrypting ? DecryptingBlocks : EncryptingBlocks
  const block = () => family === 'des' ? desBlock(key) : aesBlock(key)
  switch (how) {
    case 'ecb': return new Blocks(family === 'des' ? blockChain(block(), null) : aesChain(key, null))
    case 'cbc': return new Blocks(family === 'des' ? blockChain(block(), iv) : aesChain(key, iv))
    case 'ctr': return counted(key, iv)
    case 'ofb': return new Feedback(block(), iv, 'key')
    case 'cfb': return new Feedback(block(), iv, decrypting ? 'in' : 'out')
    case 'cfb8': return new ByteFeedback(block(), iv, decrypting)
    case 'cfb1': return new BitFeedback(block(), iv, decrypting)
    case 'gcm': return gcm(key, iv, decrypting)
    case 'ccm': return new CCM(block(), iv, tagLength, decrypting)
    case 'ocb': return new OCB(block(), iv, tagLength, decrypting)
    case 'wrap': return keyWrap(block(), iv, decrypting)
    case 'xts': return halved(key, iv, decrypting)
    case 'stream': return chacha(key, iv)
    case 'poly': return chachaPoly(key, iv, decrypting)
  }
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} iv
 * @param {boolean} decrypting
 */
function halved (key, iv, decrypting) {
  if (!decrypting) checkHalves(key)
  const half = key.length / 2
  return xts(aesBlock(key.slice(0, half)), aesBlock(key.slice(half)), iv, decrypting)
}
