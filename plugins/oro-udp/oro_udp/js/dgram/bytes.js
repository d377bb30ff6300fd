/** Bytes as pages get them. */

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {any} a Buffer where there is one, sharing the bytes
 */
export function toBuffer (bytes) {
  const Buffer = /** @type {any} */ (globalThis).Buffer
  return Buffer ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes
}
