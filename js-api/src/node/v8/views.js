/**
 * Kinds of views on buffers, in the order of Node's numbers for them, with V8's letters.
 * @module
 */

import { Buffer } from '../buffer.js'

/** @typedef {{ make: any, letter: string }} Kind */

/** @type {Kind[]} */
export const KINDS = [
  { make: Int8Array, letter: 'b' },
  { make: Uint8Array, letter: 'B' },
  { make: Uint8ClampedArray, letter: 'C' },
  { make: Int16Array, letter: 'w' },
  { make: Uint16Array, letter: 'W' },
  { make: Int32Array, letter: 'd' },
  { make: Uint32Array, letter: 'D' },
  { make: Float32Array, letter: 'f' },
  { make: Float64Array, letter: 'F' },
  { make: DataView, letter: '?' },
  { make: Buffer, letter: 'B' },
  { make: BigInt64Array, letter: 'q' },
  { make: BigUint64Array, letter: 'Q' }
]

/** The number of Buffer among them. */
export const BUFFER = 10

/** @param {ArrayBufferView} view @returns {number} -1 for one that Node does not know */
export function kindOf (view) {
  if (Buffer.isBuffer(view)) return BUFFER
  const name = Object.prototype.toString.call(view).slice(8, -1)
  return KINDS.findIndex(({ make }, index) => index !== BUFFER && make.name === name)
}

/** @param {Kind} kind @param {ArrayBufferLike} buffer @param {number} offset @param {number} byteLength @returns {ArrayBufferView} */
export function viewOf ({ make }, buffer, offset, byteLength) {
  if (make === Buffer) return Buffer.from(/** @type {ArrayBuffer} */ (buffer), offset, byteLength)
  return new make(buffer, offset, byteLength / (make.BYTES_PER_ELEMENT ?? 1))
}
