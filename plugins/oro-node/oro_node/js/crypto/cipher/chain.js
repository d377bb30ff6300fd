/** ECB and CBC, of AES and of any block cipher. */

import { cbc, ecb } from 'oro:internal/vendor/ciphers'
import { mix } from './block.js'

/** @typedef {import('./block.js').Block} Block */

/**
 * @typedef {object} Chain encrypts and decrypts whole blocks
 * @property {number} size bytes of a block
 * @property {(blocks: Uint8Array) => Uint8Array} encrypt
 * @property {(blocks: Uint8Array) => Uint8Array} decrypt
 */

const PLAIN = { disablePadding: true }

/**
 * @param {Uint8Array} key
 * @param {Uint8Array | null} iv null is ECB
 * @returns {Chain}
 */
export function aesChain (key, iv) {
  if (iv === null) return { size: 16, encrypt: (blocks) => ecb(key, PLAIN).encrypt(blocks), decrypt: (blocks) => ecb(key, PLAIN).decrypt(blocks) }
  let last = iv
  return {
    size: 16,
    encrypt (blocks) {
      const out = cbc(key, last, PLAIN).encrypt(blocks)
      last = out.slice(-16)
      return out
    },
    decrypt (blocks) {
      const out = cbc(key, last, PLAIN).decrypt(blocks)
      last = blocks.slice(-16)
      return out
    }
  }
}

/**
 * @param {Block} block
 * @param {Uint8Array | null} iv null is ECB
 * @returns {Chain}
 */
export function blockChain (block, iv) {
  const last = iv === null ? null : iv.slice()
  return {
    size: block.size,
    encrypt: (blocks) => eachBlock(blocks, block.size, (piece) => {
      if (last !== null) mix(piece, last)
      block.encrypt(piece)
      last?.set(piece)
    }),
    decrypt: (blocks) => eachBlock(blocks, block.size, (piece) => {
      const given = piece.slice()
      block.decrypt(piece)
      if (last !== null) mix(piece, last)
      last?.set(given)
    })
  }
}

/**
 * @param {Uint8Array} blocks
 * @param {number} size
 * @param {(block: Uint8Array) => void} change
 */
function eachBlock (blocks, size, change) {
  const out = new Uint8Array(blocks)
  for (let at = 0; at < out.length; at += size) change(out.subarray(at, at + size))
  return out
}
