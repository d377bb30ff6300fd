/**
 * The first eight bytes of WebAssembly.
 * @module
 */

const MAGIC = [0, 0x61, 0x73, 0x6d]

/** @param {Uint8Array} bytes @returns {boolean} */
export function isWebAssembly (bytes) {
  return bytes.length >= 8 && MAGIC.every((byte, index) => bytes[index] === byte)
}

/** @param {Uint8Array} bytes that are WebAssembly @returns {boolean} whether of a component, not of a module */
export function isComponent (bytes) {
  return bytes[6] === 1
}
