/**
 * Many exchanges over one connection: credit, fairness, cancellation. Sans-IO: bytes go out through
 * `transport.send()` and come in through `receive()`.
 *
 * 1. Frames written in one turn of the event loop leave together, in messages of about 128 KiB: two pieces of 64 KiB.
 * 2. Streams with something to send take turns of at most 16 KiB; one that is alone may fill a message.
 * 3. A stream sends no more than its credit, and the host is granted what was consumed.
 * 4. Stream ids are odd and never used again; past the last one `open()` gives null.
 * 5. More than `MAX_STREAMS` at once wait here and are opened in order.
 */

import { ByteReader, ByteWriter } from './bytes.js'
import { FLAG, FrameReader, HEADER, KIND, beginFrame, endFrame, nothingAfter, writeFrame } from './frame-v2.js'
import { HeadReader } from './heads.js'
import { readHeaders } from './headers.js'
import { writeOpening } from './opening.js'
import { ProtocolError } from './protocol-error.js'
import { Stream } from './stream.js'

export const MAX_STREAMS = 1000
const TURN = 16 * 1024
const MESSAGE = 2 * (64 * 1024 + HEADER)
const HIGH_WATER = 2 * 1024 * 1024
const LARGEST_WRITER = 1024 * 1024
const PATIENCE = 4
const LAST_ID = 0xffffffff

/** @typedef {import('oro:ipc/carrier').Carrier} Carrier */
/** @typedef {import('oro:ipc/carrier').Sink} Sink */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @typedef {object} Transport
 * @property {(bytes: Bytes) => void} send takes the bytes before it returns
 * @property {() => number} buffered bytes taken and not yet sent
 * @property {(headers: import('./headers.js').HeaderBlock, payload: Bytes) => void} message a MESSAGE came
 * @property {(error: ProtocolError) => void} violated the host broke the protocol; the connection is to be closed
 */

/** @typedef {[Stream, string, string, readonly [string, string][] | null, Bytes | null, boolean]} Opening */

const realm = Array.from(crypto.getRandomValues(new Uint32Array(2)), (half) => half.toString(36)).join('')
let calls = 0

/** @implements {Carrier} */
export class Streams {
  #transport
  #writer = new ByteWriter(MESSAGE + 2 * TURN)
  #reader = new FrameReader()
  #heads = new HeadReader()
  /** @type {Map<number, Stream>} */
  #open = new Map()
  /** @type {Opening[]} */
  #waiting = []
  /** @type {Stream[]} */
  #ready = []
  #next = 1
  #scheduled = false
  #closed = false
  /** The host broke the protocol: what it says is of no more use. */
  #deaf = false
  #flush = () => this.flush()
  /** @type {import('./frame-v2.js').FrameHandler} */
  #frame = (kind, flags, stream, bytes, start, end) => this.#receive(kind, flags, stream, bytes, start, end)

  /** @param {Transport} transport */
  constructor (transport) {
    this.#transport = transport
  }

  /** How many exchanges are on their way. */
  get size () {
    return this.#open.size + this.#waiting.length
  }

  // -- out ----------------------------------------------------------------------------------------

  /**
   * Begin an exchange.
   * @param {Sink} sink
   * @param {string} method
   * @param {string} url
   * @param {readonly [string, string][] | null} headers
   * @param {Bytes | null} body not changed until the exchange has ended
   * @param {boolean} [duplex] more of the body follows by `write()` and `finish()`
   * @returns {Stream | null} null when this connection can carry no more
   */
  open (sink, method, url, headers, body, duplex = false) {
    if (this.#closed || this.#next > LAST_ID) return null
    const stream = new Stream(this, 0, `${realm}.${++calls}`, sink)
    if (this.#open.size < MAX_STREAMS) this.#begin(stream, method, url, headers, body, duplex)
    else this.#waiting.push([stream, method, url, headers, body, duplex])
    return stream
  }

  /**
   * @param {Stream} stream
   * @param {string} method
   * @param {string} url
   * @param {readonly [string, string][] | null} headers
   * @param {Bytes | null} body
   * @param {boolean} duplex
   */
  #begin (stream, method, url, headers, body, duplex) {
    if (stream.closed) return // cancelled while it waited
    stream.id = this.#next
    this.#next += 2
    this.#open.set(stream.id, stream)
    const inline = body !== null && body.length <= TURN
    const last = !duplex && (body === null || inline)
    const writer = this.#writer
    const at = beginFrame(writer, KIND.OPEN, (last ? FLAG.END : 0) | (duplex ? FLAG.DUPLEX : 0), stream.id)
    try {
      writeOpening(writer, stream.call, method, url, headers)
    } catch (error) {
      writer.length = at
      return this.#refuse(stream, /** @type {Error} */ (error))
    }
    if (inline) {
      writer.raw(body)
      stream.credit -= body.length
    }
    endFrame(writer, at)
    stream.ended = last
    stream.finishing ||= !duplex
    if (body !== null && !inline) stream.push(body)
    this.#wake()
    this.offer(stream)
  }

  /**
   * @param {Stream} stream
   * @param {Error} error
   */
  #refuse (stream, { message, name }) {
    this.#open.delete(stream.id)
    stream.close()
    stream.sink.failed({ message, type: name, code: 'ERR_INVALID_ARG' })
  }

  /**
   * Give a stream a place in the line of those that may send.
   * @param {Stream} stream
   */
  offer (stream) {
    if (this.#line(stream)) this.#wake()
  }

  /** @param {Stream} stream */
  #line (stream) {
    if (stream.ready || stream.ended || stream.closed || !stream.id) return false
    if (stream.queued ? stream.credit <= 0 : !stream.finishing) return false
    stream.ready = true
    this.#ready.push(stream)
    return true
  }

  /** @param {Stream} stream */
  cancel (stream) {
    if (stream.closed) return
    stream.close()
    if (!this.#open.delete(stream.id)) return
    this.#simple(KIND.CANCEL, stream.id)
    this.#refill()
  }

  /**
   * @param {number} id
   * @param {number} count
   */
  grant (id, count) {
    const writer = this.#writer
    const at = beginFrame(writer, KIND.CREDIT, 0, id)
    writer.u32(count)
    endFrame(writer, at)
    this.#wake()
  }

  /**
   * Send a message on stream 0.
   * @param {Record<string, import('./headers.js').Value | undefined>} headers
   * @param {Bytes | null} payload
   * @throws what `writeHeaders()` throws; nothing was sent then
   */
  message (headers, payload) {
    writeFrame(this.#writer, KIND.MESSAGE, 0, 0, headers, payload)
    this.#wake()
  }

  /**
   * @param {number} kind
   * @param {number} id
   */
  #simple (kind, id) {
    endFrame(this.#writer, beginFrame(this.#writer, kind, 0, id))
    this.#wake()
  }

  #wake () {
    if (this.#writer.length >= MESSAGE) this.#send()
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(this.#flush)
  }

  /** Send what waits, as far as the transport keeps up. */
  flush () {
    this.#scheduled = false
    if (this.#closed) return
    for (;;) {
      while (this.#ready.length && this.#writer.length < MESSAGE) this.#turn(/** @type {Stream} */ (this.#ready.shift()))
      this.#send()
      if (!this.#ready.length) return
      if (this.#transport.buffered() > HIGH_WATER) return this.#later()
    }
  }

  #later () {
    this.#scheduled = true
    // A WebSocket does not tell when it has room again.
    setTimeout(this.#flush, PATIENCE)
  }

  #send () {
    if (!this.#writer.length) return
    this.#transport.send(this.#writer.written)
    if (this.#writer.bytes.length > LARGEST_WRITER) this.#writer = new ByteWriter(MESSAGE + 2 * TURN)
    else this.#writer.clear()
  }

  /** @param {Stream} stream */
  #turn (stream) {
    stream.ready = false
    if (stream.closed) return
    const writer = this.#writer
    const at = beginFrame(writer, stream.queued ? KIND.DATA : KIND.END, 0, stream.id)
    let left = Math.min(stream.credit, this.#ready.length ? TURN : Math.max(TURN, MESSAGE - writer.length))
    while (stream.queued && left > 0) {
      const piece = stream.take(left)
      writer.raw(piece)
      left -= piece.length
    }
    if (!stream.queued) {
      stream.drained()
      if (stream.finishing) {
        stream.ended = true
        writer.bytes[at + 1] = FLAG.END
      }
    }
    endFrame(writer, at)
    this.#line(stream)
  }

  // -- in -----------------------------------------------------------------------------------------

  /**
   * Take bytes of the host.
   * @param {Bytes} bytes kept; not to be changed
   * @param {boolean} [whole] they are whole frames
   */
  receive (bytes, whole = false) {
    if (this.#deaf) return
    try {
      this.#reader.push(bytes, this.#frame)
      if (whole && this.#reader.partial) throw new ProtocolError('partial-frame', 'Cannot read a message: its last frame is cut off')
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#deaf = true
      this.#transport.violated(error)
    }
  }

  /** @type {import('./frame-v2.js').FrameHandler} */
  #receive (kind, flags, id, bytes, start, end) {
    if (this.#closed) return
    if (id === 0) return this.#unnumbered(kind, bytes, start, end)
    const stream = this.#open.get(id)
    if (stream) this.#numbered(stream, kind, (flags & FLAG.END) !== 0, bytes, start, end)
    else this.#stray(kind, id)
  }

  /**
   * @param {number} kind
   * @param {Bytes} bytes
   * @param {number} start
   * @param {number} end
   */
  #unnumbered (kind, bytes, start, end) {
    if (kind === KIND.PING) {
      writeFrame(this.#writer, KIND.PONG, 0, 0, null, bytes.subarray(start, end))
      this.#wake()
    } else if (kind === KIND.MESSAGE) {
      const reader = new ByteReader(bytes, start, end)
      const headers = readHeaders(reader)
      this.#transport.message(headers, bytes.slice(reader.at, end))
    }
  }

  /**
   * @param {Stream} stream
   * @param {number} kind
   * @param {boolean} last
   * @param {Bytes} bytes
   * @param {number} start
   * @param {number} end
   */
  #numbered (stream, kind, last, bytes, start, end) {
    const { sink } = stream
    switch (kind) {
      case KIND.ANSWER: {
        const head = this.#heads.read(bytes, start, end)
        const { at } = this.#heads
        this.#close(stream)
        return sink.answer(head, bytes.subarray(at, end))
      }
      case KIND.DATA:
        this.#spend(stream, end - start)
        sink.data(bytes.subarray(start, end))
        break
      case KIND.HEAD: {
        const head = this.#heads.read(bytes, start, end)
        nothingAfter(this.#heads.at, end)
        sink.head(head)
        break
      }
      case KIND.CREDIT:
        stream.credit += new DataView(bytes.buffer, bytes.byteOffset + start, 4).getUint32(0)
        return this.offer(stream)
      case KIND.ERROR: {
        const reader = new ByteReader(bytes, start, end)
        const error = readHeaders(reader)
        nothingAfter(reader.at, end)
        this.#close(stream)
        return sink.failed(error)
      }
      case KIND.CANCEL:
        this.#close(stream)
        return sink.failed({ message: 'the host cancelled it', type: 'AbortError', code: 'ERR_CLOSED' })
      case KIND.OPEN:
        throw new ProtocolError('bad-open', `Cannot read a frame: stream ${stream.id} is open already`)
    }
    if (last || kind === KIND.END) {
      this.#close(stream)
      sink.end()
    }
  }

  /**
   * @param {Stream} stream
   * @param {number} count
   */
  #spend (stream, count) {
    stream.window -= count
    if (stream.window < 0) {
      throw new ProtocolError('over-credit', `Cannot read a frame: stream ${stream.id} is ${-stream.window} bytes over its credit`)
    }
  }

  /**
   * Frames of a stream that has ended here were on their way already; one that never was is a fault.
   * @param {number} kind
   * @param {number} id
   */
  #stray (kind, id) {
    if (kind === KIND.OPEN && id % 2 === 0) return this.#simple(KIND.CANCEL, id)
    if (id % 2 === 0 || id >= this.#next) throw new ProtocolError('unknown-stream', `Cannot read a frame: there is no stream ${id}`)
  }

  /**
   * The host has ended its side; what we did not send is of no use to it.
   * @param {Stream} stream
   */
  #close (stream) {
    this.#open.delete(stream.id)
    if (!stream.ended) this.#simple(KIND.CANCEL, stream.id)
    stream.close()
    if (this.#waiting.length) this.#refill()
  }

  #refill () {
    while (this.#open.size < MAX_STREAMS && this.#waiting.length) this.#begin(.../** @type {Opening} */ (this.#waiting.shift()))
  }

  /** The connection broke: tell every exchange. */
  lose () {
    if (this.#closed) return
    this.#closed = true
    const opened = [...this.#open.values()]
    const waiting = this.#waiting.splice(0).map(([stream]) => stream)
    this.#open.clear()
    this.#ready = []
    for (const stream of opened.concat(waiting)) {
      if (stream.closed) continue
      stream.close()
      stream.sink.lost(stream.id ? stream.call : null)
    }
  }
}
