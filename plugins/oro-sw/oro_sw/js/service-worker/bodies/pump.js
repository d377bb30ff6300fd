/**
 * Bytes from where they are read to where they are written: what comes while a write is on its way is written at once.
 * @module
 */

import { bytesOf, joined } from './beginning.js'

/** Bytes that may be gathered; a source that is faster waits. */
const GATHERED = 512 << 10

/**
 * Move what is left of a body.
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {WritableStreamDefaultWriter<any>} writer
 * @param {Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>} [pending] a read that was begun
 * @returns {Promise<void>} once everything is written; rejects with what broke either side
 */
async function pump (reader, writer, pending) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pieces = []
  let length = 0
  /** @type {Promise<void> | null} */
  let writing = null
  /** @type {{ error: any } | null} */
  let failure = null

  const flush = async () => {
    try {
      while (length > 0) {
        const bytes = joined(pieces, length)
        pieces = []
        length = 0
        await writer.write(bytes)
      }
    } catch (error) {
      failure = { error }
    }
    writing = null
  }

  for (let piece = await (pending ?? reader.read()); !piece.done; piece = await reader.read()) {
    if (failure) break
    pieces.push(bytesOf(piece.value))
    length += piece.value.byteLength
    writing ??= flush()
    if (length >= GATHERED) await writing
  }
  if (writing) await writing
  if (failure) throw /** @type {{ error: any }} */ (failure).error
}

/**
 * Send a body on a stream of the host, to its end; what breaks either side breaks the stream.
 * @param {{ writable: WritableStream<any>, closed: Promise<void> }} stream
 * @param {Uint8Array<ArrayBuffer>} first what was read of it
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader of the rest
 * @param {Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>} [pending] a read that was begun
 */
export async function pour ({ writable, closed }, first, reader, pending) {
  const writer = writable.getWriter()
  try {
    await writer.write(first)
    await pump(reader, writer, pending)
    await writer.close()
    await closed
  } catch (error) {
    await writer.abort(error).catch(() => {})
    throw error
  }
}
