/**
 * The checksum of gzip.
 * @module
 */

import { bytes } from './options.js'

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/**
 * @param {string | ArrayBufferView} data
 * @param {number} [value] of what came before
 * @returns {number}
 */
export function crc32 (data, value = 0) {
  let sum = ~value
  for (const byte of bytes(data, 'data')) sum = TABLE[(sum ^ byte) & 255] ^ (sum >>> 8)
  return ~sum >>> 0
}
