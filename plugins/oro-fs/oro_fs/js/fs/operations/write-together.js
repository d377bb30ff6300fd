/**
 * Small writes to one file that are asked for in one turn, each behind the other, go to the host as one: what a call
 * costs is many times what a few bytes do. Rules:
 *
 * 1. Whatever else is asked of the host goes after them.
 * 2. When fewer bytes were written than there are, those of the writes that got none are written on their own, so that
 *    each learns what the system says of it.
 */

import { joined } from 'oro:internal/bytes'
import { beforeCalls } from './operation.js'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ bytes: Bytes, resolve: (count: number) => void, reject: (error: any) => void }} Piece */

/** Larger pieces go by themselves. */
const SMALL = 16 << 10
/** So much goes at once. */
const MOST = 1 << 20

/** @type {Map<string, { pieces: Piece[], size: number, write: (bytes: Bytes) => Promise<number> }>} */
const waiting = new Map()

beforeCalls(flush)

/**
 * @param {string} id of an open file
 * @param {Bytes} bytes
 * @param {(bytes: Bytes) => Promise<number>} write writes where the last write ended, and tells how much
 * @returns {Promise<number>} how many bytes of these were written
 */
export function writeTogether (id, bytes, write) {
  if (bytes.length > SMALL) {
    flush()
    return write(bytes)
  }
  return new Promise((resolve, reject) => {
    const batch = waiting.get(id) ?? { pieces: [], size: 0, write }
    if (waiting.size === 0) queueMicrotask(flush)
    waiting.set(id, batch)
    // The caller may use its buffer again.
    batch.pieces.push({ bytes: Uint8Array.from(bytes), resolve, reject })
    batch.size += bytes.length
    if (batch.size >= MOST) flush()
  })
}

function flush () {
  const batches = Array.from(waiting.values())
  waiting.clear()
  for (const { pieces, write } of batches) send(pieces, write)
}

/**
 * @param {Piece[]} pieces
 * @param {(bytes: Bytes) => Promise<number>} write
 */
function send (pieces, write) {
  write(joined(pieces.map(({ bytes }) => bytes))).then((count) => {
    let left = count
    for (const { bytes, resolve, reject } of pieces) {
      const own = Math.min(bytes.length, left)
      left -= own
      if (own) resolve(own)
      else write(bytes).then(resolve, reject)
    }
  }, (error) => {
    for (const { reject } of pieces) reject(error)
  })
}
