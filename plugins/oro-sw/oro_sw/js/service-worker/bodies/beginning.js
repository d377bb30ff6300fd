/**
 * How a body begins: what is there at once is sent at once.
 * @module
 */

import { isBytes } from '../shared/brands.js'

/** Bytes of a body that are sent in one call, rather than in pieces. */
const WHOLE = 1 << 20

/**
 * Read until the end, or until it is worth a stream.
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {number} [limit] bytes
 * @param {number} [patience] milliseconds to wait for a piece, once there is one
 * @param {number} [delay] milliseconds to wait for the first
 * @returns {Promise<{ first: Uint8Array<ArrayBuffer>, done: boolean, pending?: Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> }>}
 *   with the read that was too slow, where one was
 */
export async function beginning (reader, limit = WHOLE, patience = Infinity, delay = Infinity) {
  const pieces = []
  let length = 0
  let done = false
  let pending
  while (!done && length < limit) {
    const reading = reader.read()
    const wait = length === 0 ? delay : patience
    const piece = wait === Infinity ? await reading : await Promise.race([reading, late(wait)])
    if (!piece) {
      pending = reading
      break
    }
    done = piece.done
    if (piece.value) {
      pieces.push(bytesOf(piece.value))
      length += piece.value.byteLength
    }
  }
  return { first: joined(pieces, length), done, pending }
}

/**
 * @param {any} piece of a body
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {TypeError} a stream of something else was made a body
 */
export function bytesOf (piece) {
  if (isBytes(piece)) return /** @type {Uint8Array<ArrayBuffer>} */ (piece)
  throw new TypeError('Cannot read a body: a piece of it is no Uint8Array')
}

/**
 * @param {number} milliseconds
 * @returns {Promise<undefined>}
 */
function late (milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/**
 * @param {Uint8Array<ArrayBuffer>[]} pieces
 * @param {number} length
 */
export function joined (pieces, length) {
  if (pieces.length === 1) return pieces[0]
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}
