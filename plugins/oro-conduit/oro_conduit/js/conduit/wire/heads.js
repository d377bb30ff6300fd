/** The heads of answers. Most are alike byte for byte, so those seen last are kept with their bytes. */

import { ByteReader } from './bytes.js'
import { readHeaders } from './headers.js'
import { ProtocolError } from './protocol-error.js'

const KEPT = 8
const LONGEST = 1024

/** @typedef {import('oro:ipc/carrier').CarriedHead} CarriedHead */
/** @typedef {{ bytes: Uint8Array, head: CarriedHead }} Known */

/** Reads status and headers from the payload of HEAD and ANSWER frames. */
export class HeadReader {
  /** Where the body began in the payload read last. */
  at = 0
  /** @type {Known[]} the newest first */
  #known = []

  /**
   * @param {Uint8Array} bytes
   * @param {number} start
   * @param {number} end
   * @returns {CarriedHead} shared between answers: not to be changed
   * @throws {ProtocolError} these bytes are no head
   */
  read (bytes, start, end) {
    for (const { bytes: known, head } of this.#known) {
      if (begins(bytes, start, end, known)) {
        this.at = start + known.length
        return head
      }
    }
    return this.#parse(bytes, start, end)
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} start
   * @param {number} end
   */
  #parse (bytes, start, end) {
    const reader = new ByteReader(bytes, start, end)
    const { status, headers, at } = readHeaders(reader)
    if (typeof status !== 'number' || !Array.isArray(headers)) {
      throw new ProtocolError('bad-head', 'Cannot read an answer: it has no status or no headers')
    }
    const type = headers.find(([name]) => name === 'content-type')?.[1] ?? ''
    this.at = reader.at
    if (typeof at === 'string') return { status, headers, type, at }
    const head = { status, headers, type }
    if (reader.at - start <= LONGEST) this.#keep({ bytes: bytes.slice(start, reader.at), head })
    return head
  }

  /** @param {Known} known */
  #keep (known) {
    if (this.#known.length === KEPT) this.#known.pop()
    this.#known.unshift(known)
  }
}

/**
 * Whether the bytes from `start` to `end` begin with `known`.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @param {Uint8Array} known
 */
function begins (bytes, start, end, known) {
  const { length } = known
  if (length > end - start) return false
  for (let index = 0; index < length; index++) {
    if (bytes[start + index] !== known[index]) return false
  }
  return true
}
