/** Functions beyond those of Node's crypto. */

import { NotImplementedError } from 'oro:errors'
import { Buffer } from 'oro:buffer'
import { bytesOf } from './base/bytes.js'

/** Settles when everything here can be used, which is immediately. */
export const ready = Promise.resolve()

/** libsodium, which is not available: every member throws. @type {any} */
export const sodium = new Proxy({}, {
  get (_, name) {
    // Awaiting and printing it must not throw.
    if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
    throw new NotImplementedError(`crypto.sodium.${name}`)
  }
})

/**
 * Calculate a digest with the engine's Web Crypto.
 * @param {string} algorithm such as `SHA-256`
 * @param {any} buf
 * @returns {Promise<any>} a Buffer
 */
export async function createDigest (algorithm, buf) {
  const bytes = bytesOf('buf', buf)
  return Buffer.from(await crypto.subtle.digest(algorithm, /** @type {Uint8Array<ArrayBuffer>} */ (bytes.slice())))
}

/**
 * Calculate the 32-bit MurmurHash3: fast, but not secure.
 * @param {string | ArrayBuffer | ArrayBufferView} value a text in utf8, or bytes
 * @param {number} [seed]
 * @returns {number}
 */
export function murmur3 (value, seed = 0) {
  const bytes = bytesOf('value', value)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - bytes.length % 4
  let hash = seed | 0
  for (let at = 0; at < whole; at += 4) {
    hash = rotated(hash ^ mixed(view.getInt32(at, true)), 13)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | bytes[at]
  if (whole < bytes.length) hash ^= mixed(rest)
  return finished(hash ^ bytes.length)
}

/** @param {number} word */
function mixed (word) {
  return Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
}

/**
 * @param {number} word
 * @param {number} by
 */
function rotated (word, by) {
  return (word << by) | (word >>> (32 - by))
}

/** @param {number} hash */
function finished (hash) {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
