/**
 * A tree in one array of bytes: for each entry a length of four bytes, as much JSON (path, kind, mode, target, size), and
 * the data of a file. It goes to the engine and comes from it.
 * @module
 */

/**
 * @typedef {object} Entry
 * @property {string} path relative; empty for the top itself
 * @property {'file' | 'directory' | 'symlink'} kind
 * @property {number} mode permission bits
 * @property {string} target of a link
 * @property {Uint8Array} data of a file
 */

const LENGTH = 4
const NOTHING = new Uint8Array()

/**
 * @param {Iterable<Partial<Entry> & { path: string, kind: Entry['kind'] }>} entries
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function packed (entries) {
  const pieces = []
  for (const { path, kind, mode = kind === 'directory' ? 0o755 : 0o644, target = '', data = NOTHING } of entries) {
    const header = new TextEncoder().encode(JSON.stringify([path, kind, mode, target, data.length]))
    const length = new Uint8Array(LENGTH)
    new DataView(length.buffer).setUint32(0, header.length)
    pieces.push(length, header, data)
  }
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** @param {Uint8Array} bytes @returns {Generator<Entry, void>} */
export function * unpacked (bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder()
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at)
    at += LENGTH
    const [path, kind, mode, target, size] = JSON.parse(decoder.decode(bytes.subarray(at, at + length)))
    at += length
    yield { path, kind, mode, target, data: bytes.slice(at, at + size) }
    at += size
  }
}
