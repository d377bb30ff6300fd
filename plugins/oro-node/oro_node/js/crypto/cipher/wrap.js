/** AES key wrap, without and with padding (RFC 3394, RFC 5649). */

import { Pieces, refused } from './pieces.js'

/** @typedef {import('./block.js').Block} Block */

/**
 * @param {Block} block
 * @param {Uint8Array} iv 8 bytes; 4 is the kind that pads
 * @param {boolean} decrypting
 */
export function keyWrap (block, iv, decrypting) {
  const padding = iv.length === 4
  if (decrypting) return new Pieces((data) => padding ? unpadded(block, iv, data) : checked(block, iv, data))
  return new Pieces((data) => {
    if (!padding && (data.length % 8 || data.length < 16)) throw refused()
    const head = new Uint8Array(8)
    head.set(iv)
    if (padding) new DataView(head.buffer).setUint32(4, data.length)
    const whole = new Uint8Array(8 + Math.ceil(data.length / 8) * 8)
    whole.set(head)
    whole.set(data, 8)
    return whole.length === 16 ? block.encrypt(whole) : wrapped(block, whole)
  })
}

/**
 * @param {Block} block
 * @param {Uint8Array} whole changed in place
 */
function wrapped (block, whole) {
  const count = whole.length / 8 - 1
  const pair = new Uint8Array(16)
  pair.set(whole.subarray(0, 8))
  for (let step = 1; step <= 6 * count; step++) {
    const at = 8 * ((step - 1) % count + 1)
    pair.set(whole.subarray(at, at + 8), 8)
    block.encrypt(pair)
    whole.set(pair.subarray(8), at)
    counted(pair, step)
  }
  whole.set(pair.subarray(0, 8))
  return whole
}

/**
 * @param {Block} block
 * @param {Uint8Array} data
 */
function unwrapped (block, data) {
  if (data.length % 8 || data.length < 16) throw refused()
  const whole = data.slice()
  if (whole.length === 16) return block.decrypt(whole)
  const count = whole.length / 8 - 1
  const pair = new Uint8Array(16)
  pair.set(whole.subarray(0, 8))
  for (let step = 6 * count; step > 0; step--) {
    const at = 8 * ((step - 1) % count + 1)
    counted(pair, step)
    pair.set(whole.subarray(at, at + 8), 8)
    block.decrypt(pair)
    whole.set(pair.subarray(8), at)
  }
  whole.set(pair.subarray(0, 8))
  return whole
}

/**
 * @param {Uint8Array} pair
 * @param {number} step
 */
function counted (pair, step) {
  const view = new DataView(pair.buffer)
  view.setUint32(4, view.getUint32(4) ^ step)
}

/**
 * @param {Block} block
 * @param {Uint8Array} iv
 * @param {Uint8Array} data
 */
function checked (block, iv, data) {
  if (data.length < 24) throw refused()
  const whole = unwrapped(block, data)
  if (iv.some((byte, index) => byte !== whole[index])) throw refused()
  return whole.subarray(8)
}

/**
 * @param {Block} block
 * @param {Uint8Array} iv
 * @param {Uint8Array} data
 */
function unpadded (block, iv, data) {
  const whole = unwrapped(block, data)
  const length = new DataView(whole.buffer).getUint32(4)
  const most = whole.length - 8
  const fits = length <= most && length > most - 8 && whole.subarray(8 + length).every((byte) => byte === 0)
  if (!fits || iv.some((byte, index) => byte !== whole[index])) throw refused()
  return whole.subarray(8, 8 + length)
}
