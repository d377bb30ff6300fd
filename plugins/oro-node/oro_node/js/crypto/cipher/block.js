/** Ciphers of one block: AES and triple DES. */

import { EDE, unsafe } from 'oro:internal/vendor/ciphers'

/**
 * @typedef {object} Block
 * @property {number} size bytes
 * @property {(block: Uint8Array) => Uint8Array} encrypt in place
 * @property {(block: Uint8Array) => Uint8Array} decrypt in place
 */

/**
 * @param {Uint8Array} key
 * @returns {Block}
 */
export function aesBlock (key) {
  const encrypting = unsafe.expandKeyLE(key)
  /** @type {Uint32Array | undefined} */
  let decrypting
  return {
    size: 16,
    encrypt: (block) => unsafe.encryptBlock(encrypting, block),
    decrypt: (block) => unsafe.decryptBlock(decrypting ??= unsafe.expandKeyDecLE(key), block)
  }
}

/**
 * @param {Uint8Array} key of two or three parts; the third is the first unless given
 * @returns {Block}
 */
export function desBlock (key) {
  const whole = new Uint8Array(24)
  whole.set(key)
  if (key.length === 16) whole.set(key.subarray(0, 8), 16)
  const [encrypting, decrypting] = /** @type {const} */ (['encrypt', 'decrypt']).map((type) => EDE.create({ type, key: whole, padding: false }))
  return { size: 8, encrypt: (block) => updated(encrypting, block), decrypt: (block) => updated(decrypting, block) }
}

/**
 * @param {import('oro:internal/vendor/ciphers').DESCipher} cipher
 * @param {Uint8Array} block
 */
function updated (cipher, block) {
  cipher._update(block, 0, block, 0)
  return block
}

/**
 * @param {Uint8Array} into
 * @param {Uint8Array} other
 */
export function mix (into, other) {
  for (let index = 0; index < other.length; index++) into[index] ^= other[index]
  return into
}
