/**
 * A message as bytes, for a program that stands still: JSON in which bytes are numbers of what follows it.
 * @module
 */

const BYTES = '$bytes'

/** @param {any} message of plain values and bytes @returns {Uint8Array<ArrayBuffer>} */
export function mailed (message) {
  /** @type {Uint8Array[]} */
  const pieces = []
  const text = JSON.stringify(message, (_, value) => value instanceof Uint8Array ? { [BYTES]: pieces.push(value) - 1, size: value.length } : value)
  const head = new TextEncoder().encode(text)
  const whole = new Uint8Array(4 + head.length + pieces.reduce((size, piece) => size + piece.length, 0))
  new DataView(whole.buffer).setUint32(0, head.length)
  whole.set(head, 4)
  let at = 4 + head.length
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** @param {Uint8Array} bytes @returns {any} */
export function unmailed (bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  let at = 4 + length
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)), (_, value) => {
    if (value === null || typeof value !== 'object' || !(BYTES in value)) return value
    at += value.size
    return bytes.slice(at - value.size, at)
  })
}
