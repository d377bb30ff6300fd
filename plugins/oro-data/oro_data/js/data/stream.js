/** Streams of frames. `oro_data/stream.py` describes them. */

import { maybeMakeError } from 'oro:ipc'
import { decode, isFrame } from './frame.js'

/** The content type of a stream. */
export const STREAM_TYPE = 'application/vnd.oro.data-stream'

const PREFIX = 8

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Read the values of a stream as they come.
 * @param {ReadableStream<Bytes>} body
 * @returns {AsyncGenerator<any, void, void>} throws the error that ended the stream
 */
export async function * valuesOf (body) {
  const reader = new Reader(body.getReader())
  try {
    for (let length; (length = await reader.length()) > 0;) {
      const record = await reader.take(length)
      const { err, data } = isFrame(record) ? decode(record) : JSON.parse(new TextDecoder().decode(record))
      if (err) throw maybeMakeError(err)
      yield data
    }
  } finally {
    await reader.cancel()
  }
}

/** Takes as many bytes of a stream as are asked for, however they come. */
class Reader {
  /** @type {Bytes[]} */
  #held = []
  #size = 0

  /** @param {ReadableStreamDefaultReader<Bytes>} reader */
  constructor (reader) {
    this.reader = reader
  }

  /** @returns {Promise<number>} the length of the next record; 0 is the end */
  async length () {
    return Number(new DataView(await this.take(PREFIX)).getBigUint64(0, true))
  }

  /**
   * @param {number} count
   * @returns {Promise<ArrayBuffer>}
   */
  async take (count) {
    while (this.#size < count) {
      const { done, value } = await this.reader.read()
      if (done) throw new TypeError(`Cannot read a stream of values: it broke off ${count - this.#size} bytes before the end of a record`)
      this.#held.push(value)
      this.#size += value.byteLength
    }
    const taken = new Uint8Array(count)
    for (let filled = 0; filled < count;) {
      const [first] = this.#held
      const part = first.subarray(0, count - filled)
      taken.set(part, filled)
      filled += part.length
      if (part.length === first.length) this.#held.shift()
      else this.#held[0] = first.subarray(part.length)
    }
    this.#size -= count
    return taken.buffer
  }

  /** Tell the host that nothing more is read. */
  async cancel () {
    await this.reader.cancel().catch(() => {})
  }
}
