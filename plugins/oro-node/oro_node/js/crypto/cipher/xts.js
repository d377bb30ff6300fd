/** AES-XTS: each piece of data is a sector. */

import { ossl } from '../base/errors.js'
import { mix } from './block.js'
import { Pieces, refused } from './pieces.js'

/** @typedef {import('./block.js').Block} Block */

/**
 * @param {Block} block
 * @param {Block} tweaking
 * @param {Uint8Array} iv
 * @param {boolean} decrypting
 */
export function xts (block, tweaking, iv, decrypting) {
  return new Pieces((data) => {
    if (data.length < 16) throw refused()
    const out = data.slice()
    const tweak = tweaking.encrypt(iv.slice())
    const rest = out.length % 16
    const plain = out.length - rest - (rest && decrypting ? 16 : 0)
    for (let at = 0; at < plain; at += 16, doubled(tweak)) tweaked(block, tweak, out.subarray(at, at + 16), decrypting)
    if (rest) stolen(block, tweak, out, rest, decrypting)
    return out
  })
}

/**
 * Handle the last block and a rest, whose ciphertext is taken from it.
 * @param {Block} block
 * @param {Uint8Array} tweak
 * @param {Uint8Array} out
 * @param {number} rest bytes
 * @param {boolean} decrypting
 */
function stolen (block, tweak, out, rest, decrypting) {
  const at = out.length - rest - 16
  const last = out.subarray(at, at + 16)
  const tail = out.subarray(at + 16)
  if (decrypting) tweaked(block, doubled(tweak.slice()), last, true)
  const kept = last.slice(0, rest)
  last.set(tail)
  tail.set(kept)
  tweaked(block, tweak, last, decrypting)
}

/**
 * @param {Block} block
 * @param {Uint8Array} tweak
 * @param {Uint8Array} piece
 * @param {boolean} decrypting
 */
function tweaked (block, tweak, piece, decrypting) {
  mix(piece, tweak)
  if (decrypting) block.decrypt(piece)
  else block.encrypt(piece)
  mix(piece, tweak)
}

/** @param {Uint8Array} tweak the lowest byte first */
function doubled (tweak) {
  let carry = 0
  for (let index = 0; index < 16; index++) {
    const byte = tweak[index]
    tweak[index] = byte << 1 | carry
    carry = byte >> 7
  }
  if (carry) tweak[0] ^= 0x87
  return tweak
}

/** @param {Uint8Array} key of both halves, which must differ where data is encrypted */
export function checkHalves (key) {
  const half = key.length / 2
  if (key.subarray(0, half).every((byte, index) => byte === key[half + index])) throw ossl('xts duplicated keys')
}
