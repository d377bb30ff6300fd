/**
 * Bytes: put together, and written as base64.
 * @module
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** As many characters are made at once: what a function takes as arguments has its limits. */
const PIECE = 0x8000

/**
 * Put pieces together; a single one is not copied.
 * @param {Bytes[]} pieces
 * @returns {Bytes}
 */
export function joined (pieces) {
  if (pieces.length === 1) return pieces[0]
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/**
 * @param {string} text base64
 * @returns {Bytes}
 */
export function fromBase64 (text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} base64
 */
export function toBase64 (bytes) {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return btoa(text)
}
