/**
 * The lanes by which a worker hears its page while its guest runs: it asks the host, and stands still until there is an answer.
 * @module
 */

import { sendSync } from 'oro:ipc'

const REST = 2
/** The longest of one question, so that none stays with the host for long. */
const LONGEST = 60_000

/**
 * @param {string} id of the guest
 * @param {number} lane
 * @param {number} ms how long to wait at most
 * @returns {Uint8Array | null} none at the end; null when nothing came in that time
 */
export function taken (id, lane, ms) {
  const wait = ms === Infinity ? {} : { milliseconds: ms }
  const { err, data } = sendSync('wasm.page.take', { id, lane, ...wait }, { responseType: 'arraybuffer' })
  // The page has ended the guest, or is gone.
  if (err) return new Uint8Array()
  const bytes = new Uint8Array(data)
  return bytes[0] === 1 ? bytes.subarray(1) : null
}

/**
 * @param {string} id of the guest
 * @param {number} ms
 */
export function rest (id, ms) {
  const end = performance.now() + ms
  for (let left = ms; left > 0; left = end - performance.now()) {
    if (taken(id, REST, Math.min(left, LONGEST)) !== null) return
  }
}
