/** Bytes a direction of a stream may carry before the receiver grants more. */
export const WINDOW = 256 * 1024

/** The larger credit, given once that many bytes were consumed: a smaller one would be used up before a grant arrives. */
const WIDE = 1024 * 1024

/** The part of the credit that has to be consumed before it is granted again. */
const PART = 4

/** @typedef {import('oro:ipc/carrier').Sink} Sink */
/** @typedef {import('./streams.js').Streams} Streams */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** One exchange on its way: what is still to be sent, and what both sides may still send. */
export class Stream {
  /** Bytes we may send. */
  credit = WINDOW
  /** Bytes the host may send. */
  window = WINDOW
  /** Bytes that wait for credit, or for their turn. */
  queued = 0
  /** @type {Bytes[]} */
  #queue = []
  /** Nothing more will be written. */
  finishing = false
  /** The last frame of our direction is on its way. */
  ended = false
  /** Waits in the line of those that may send. */
  ready = false
  /** Answered, cancelled or lost. */
  closed = false
  #consumed = 0
  /** Bytes consumed until the credit was widened. */
  #read = 0
  /** @type {(() => void)[]} */
  #draining = []

  /**
   * @param {Streams} streams
   * @param {number} id
   * @param {string} call
   * @param {Sink} sink
   */
  constructor (streams, id, call, sink) {
    this.streams = streams
    this.id = id
    this.call = call
    this.sink = sink
  }

  /**
   * Send bytes once there is credit for them.
   * @param {Bytes} bytes not changed until it resolves
   * @returns {Promise<void> | undefined} resolves when they were handed to the carrier, or never will be
   */
  write (bytes) {
    if (this.closed || !bytes.length) return undefined
    this.push(bytes)
    this.streams.offer(this)
    return new Promise((resolve) => this.#draining.push(resolve))
  }

  /** @param {Bytes} bytes */
  push (bytes) {
    this.#queue.push(bytes)
    this.queued += bytes.length
  }

  /** Send nothing more; what waits still goes. */
  finish () {
    if (this.closed || this.finishing) return
    this.finishing = true
    this.streams.offer(this)
  }

  /** Give the exchange up; the handler is cancelled. */
  cancel () {
    this.streams.cancel(this)
  }

  /**
   * Note that the reader took bytes, so that the host may send as many again.
   * @param {number} count
   */
  consumed (count) {
    if (this.closed) return
    this.#consumed += count
    if (this.#consumed < (this.#read < WINDOW ? WINDOW : WIDE) / PART) return
    const grant = this.#consumed + this.#widened()
    this.window += grant
    this.streams.grant(this.id, grant)
    this.#consumed = 0
  }

  /** The grant that widens the host's credit, once. */
  #widened () {
    if (this.#read >= WINDOW) return 0
    this.#read += this.#consumed
    return this.#read >= WINDOW ? WIDE - WINDOW : 0
  }

  /**
   * Take up to `limit` bytes off the queue, in at most one piece.
   * @param {number} limit
   * @returns {Bytes}
   */
  take (limit) {
    const first = this.#queue[0]
    if (first.length <= limit) this.#queue.shift()
    else this.#queue[0] = first.subarray(limit)
    const piece = first.length <= limit ? first : first.subarray(0, limit)
    this.queued -= piece.length
    this.credit -= piece.length
    return piece
  }

  /** Let those go on that wait until everything was sent. */
  drained () {
    for (const resolve of this.#draining.splice(0)) resolve()
  }

  /** Forget what waits. */
  close () {
    this.closed = true
    this.#queue = []
    this.queued = 0
    this.drained()
  }
}
