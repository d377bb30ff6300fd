/**
 * Version 2 of the wire: frames on numbered streams. Sans-IO.
 *
 *     kind u8 | flags u8 | stream u32be | length u32be | payload
 *
 * | kind | stream | flags | payload |
 * |---|---|---|---|
 * | 1 OPEN | odd from the page, even from the host | END DUPLEX | headers, body |
 * | 2 HEAD | any | END | headers |
 * | 3 DATA | any | END | body |
 * | 4 END | any | END | nothing |
 * | 5 CANCEL | any | | nothing |
 * | 6 ERROR | any | END | headers |
 * | 7 CREDIT | any | | u32be bytes, not 0 |
 * | 8 PING | 0 | | anything |
 * | 9 PONG | 0 | | what the ping held |
 * | 10 MESSAGE | 0 | | headers, body |
 * | 11 ANSWER | any | END | headers, body |
 *
 * 1. Any bytes are frames or a ProtocolError. How bytes are split changes nothing.
 * 2. A frame is refused by its first ten bytes where they suffice, so its payload is never waited for.
 * 3. A payload over the limit is refused with close code 1009, everything else with 1002.
 */

import { ByteReader } from './bytes.js'
import { readHeaders, writeHeaders } from './headers.js'
import { CLOSE, ProtocolError } from './protocol-error.js'

export const KIND = Object.freeze({
  OPEN: 1,
  HEAD: 2,
  DATA: 3,
  END: 4,
  CANCEL: 5,
  ERROR: 6,
  CREDIT: 7,
  PING: 8,
  PONG: 9,
  MESSAGE: 10,
  ANSWER: 11
})

export const FLAG = Object.freeze({ END: 0x01, DUPLEX: 0x02 })

/** Bytes before every payload. */
export const HEADER = 10

/** Bytes a payload may have. */
export const MAX_FRAME = 16 << 20

/** Flags each kind may have, and the length it must have; by kind. */
const FLAGS = [-1, 3, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1]
const LENGTHS = [-1, -1, -1, -1, 0, 0, -1, 4, -1, -1, -1, -1]

/**
 * Takes frames as they are read; the payload is `bytes` from `start` to `end`.
 * @callback FrameHandler
 * @param {number} kind
 * @param {number} flags
 * @param {number} stream
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} start
 * @param {number} end
 * @returns {void}
 */

/**
 * Begin a frame; `endFrame()` fills in its length.
 * @param {import('./bytes.js').ByteWriter} writer
 * @param {number} kind
 * @param {number} flags
 * @param {number} stream
 * @returns {number} where the frame begins
 */
export function beginFrame (writer, kind, flags, stream) {
  const at = writer.reserve(HEADER)
  writer.bytes[at] = kind
  writer.bytes[at + 1] = flags
  writer.view.setUint32(at + 2, stream)
  return at
}

/**
 * @param {import('./bytes.js').ByteWriter} writer
 * @param {number} at what `beginFrame()` gave
 */
export function endFrame (writer, at) {
  writer.view.setUint32(at + 6, writer.length - at - HEADER)
}

/**
 * Write a whole frame.
 * @param {import('./bytes.js').ByteWriter} writer
 * @param {number} kind
 * @param {number} flags
 * @param {number} stream
 * @param {Record<string, import('./headers.js').Value | undefined> | null} [headers]
 * @param {Uint8Array | null} [body]
 * @throws what `writeHeaders()` throws; nothing was written then
 */
export function writeFrame (writer, kind, flags, stream, headers = null, body = null) {
  const at = beginFrame(writer, kind, flags, stream)
  try {
    if (headers) writeHeaders(writer, headers)
  } catch (error) {
    writer.length = at
    throw error
  }
  if (body) writer.raw(body)
  endFrame(writer, at)
}

/**
 * Read the headers and the body of a payload that has them.
 * @param {number} kind
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} start
 * @param {number} end
 * @returns {{ headers: import('./headers.js').HeaderBlock, body: Uint8Array<ArrayBuffer> }} the body is a view
 * @throws {ProtocolError} it begins with no headers, or a body follows where none may
 */
export function readBlock (kind, bytes, start, end) {
  const reader = new ByteReader(bytes, start, end)
  const headers = readHeaders(reader)
  if (kind === KIND.HEAD || kind === KIND.ERROR) nothingAfter(reader.at, end)
  return { headers, body: bytes.subarray(reader.at, end) }
}

/**
 * @param {number} at where the headers end
 * @param {number} end
 */
export function nothingAfter (at, end) {
  if (at < end) throw new ProtocolError('trailing-bytes', `Cannot read a frame: ${end - at} bytes follow its headers`)
}

/** Bytes in, in any pieces; frames out. After a ProtocolError it is of no more use. */
export class FrameReader {
  #limit
  /** @type {Uint8Array<ArrayBuffer> | null} */
  #rest = null

  /** @param {number} [limit] bytes a payload may have */
  constructor (limit = MAX_FRAME) {
    this.#limit = limit
  }

  /** Whether a frame has begun and is not whole. */
  get partial () {
    return this.#rest !== null
  }

  /**
   * Hand every frame that is whole now to `handle`.
   * @param {Uint8Array<ArrayBuffer>} bytes kept as they are until their frames are whole
   * @param {FrameHandler} handle
   * @throws {ProtocolError} the bytes are no frames; what was handed over before is good
   */
  push (bytes, handle) {
    const all = this.#rest ? joined(this.#rest, bytes) : bytes
    this.#rest = null
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength)
    let at = 0
    while (all.length - at >= HEADER) {
      const length = view.getUint32(at + 6)
      this.#check(all[at], all[at + 1], view.getUint32(at + 2), length)
      const start = at + HEADER
      if (length > all.length - start) break
      if (all[at] === KIND.CREDIT && view.getUint32(start) === 0) {
        throw new ProtocolError('zero-credit', 'Cannot read a frame: it grants no bytes')
      }
      handle(all[at], all[at + 1], view.getUint32(at + 2), all, start, start + length)
      at = start + length
    }
    if (at < all.length) this.#rest = all.subarray(at)
  }

  /**
   * @param {number} kind
   * @param {number} flags
   * @param {number} stream
   * @param {number} length
   */
  #check (kind, flags, stream, length) {
    if (kind < KIND.OPEN || kind > KIND.ANSWER) {
      throw new ProtocolError('unknown-kind', `Cannot read a frame: there is no kind ${kind}`)
    }
    if (flags & ~FLAGS[kind]) {
      throw new ProtocolError('bad-flags', `Cannot read a frame: flags ${flags} on kind ${kind}`)
    }
    if ((stream === 0) !== (kind >= KIND.PING && kind <= KIND.MESSAGE)) {
      throw new ProtocolError('bad-stream', `Cannot read a frame: kind ${kind} on stream ${stream}`)
    }
    if (length > this.#limit) {
      const message = `Cannot read a frame of ${length} bytes: the limit is ${this.#limit}`
      throw new ProtocolError('too-large', message, CLOSE.TOO_LARGE)
    }
    if (LENGTHS[kind] >= 0 && length !== LENGTHS[kind]) {
      throw new ProtocolError('bad-length', `Cannot read a frame: kind ${kind} with ${length} bytes`)
    }
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} first
 * @param {Uint8Array<ArrayBuffer>} second
 */
function joined (first, second) {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
