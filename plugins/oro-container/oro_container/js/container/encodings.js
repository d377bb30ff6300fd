import { Buffer } from 'oro:buffer'

/** @typedef {import('./types.js').BufferEncoding} BufferEncoding */

/**
 * @param {string | null | undefined | { encoding?: string | null }} given as options of `node:fs` name an encoding
 * @param {string} verb for the error
 * @returns {string | null}
 */
export function encodingOf (given, verb) {
  const name = typeof given === 'object' ? given?.encoding : given
  if (name === undefined || name === null) return null
  if (name !== 'buffer' && !Buffer.isEncoding(name)) throw new TypeError(`Cannot ${verb}: "${name}" is no encoding`)
  return name
}

/** @param {Uint8Array} bytes @param {string} encoding */
export function decoded (bytes, encoding) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(/** @type {any} */ (encoding))
}

/** @param {string} text @param {string | null} encoding @returns {Uint8Array} */
export function encoded (text, encoding) {
  if (encoding === null || /^utf-?8$/i.test(encoding)) return new TextEncoder().encode(text)
  return new Uint8Array(Buffer.from(text, /** @type {any} */ (encoding)))
}
