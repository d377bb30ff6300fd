/** The answer of one exchange over a carrier, as a ReadableStream with backpressure. */

import { copied, readBytes } from './body.js'
import { maybeMakeError } from './error.js'
import { aborted, answered, reasonOf, unanswered, unreadable } from './results.js'

/** @typedef {import('./carrier.js').Sink} Sink */
/** @typedef {import('./carrier.js').CarriedHead} CarriedHead */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Callbacks for its events; `ended` or `broken` comes last, once.
 * @typedef {object} Listener
 * @property {(head: CarriedHead) => void} begun an answer that is no error begins
 * @property {() => void} ended
 * @property {(error: any) => void} broken
 * @property {(at: string) => void} [elsewhere] the answer is to be fetched from that URL; nothing more is told
 * @property {(call: string) => boolean} [lost] the connection broke before the answer began; true takes it over
 */

/** @implements {Sink} */
export class IncomingStream {
  /** @type {import('./carrier.js').CarriedExchange | null} */
  exchange = null
  /** @type {Bytes[]} */
  #queue = []
  #begun = false
  #over = false
  /** @type {any} */
  #error = null
  /** @type {CarriedHead | null} of an answer that is an error */
  #refusal = null
  /** @type {(() => void) | null} ends the `pull()` that waits */
  #pulled = null
  /** @type {ReadableStreamDefaultController<Bytes>} */
  #controller = /** @type {any} */ (null)

  /**
   * @param {string} command
   * @param {string} url
   * @param {Listener} listener
   */
  constructor (command, url, listener) {
    this.command = command
    this.url = url
    this.listener = listener
    /** @type {ReadableStream<Bytes>} */
    this.readable = new ReadableStream({
      start: (controller) => { this.#controller = controller },
      pull: () => new Promise((resolve) => { this.#pulled = resolve; this.#deliver() }),
      cancel: () => this.#stop(null)
    }, { highWaterMark: 0 })
  }

  /** Whether it has ended, one way or another. */
  get over () {
    return this.#over
  }

  /**
   * Give up: its reader gets `error` at once, and the handler is cancelled.
   * @param {any} error
   */
  abort (error) {
    if (this.#over) return
    this.#queue = []
    this.#stop(error)
    this.#deliver()
  }

  /** @param {any} error null when the reader itself gave up */
  #stop (error) {
    if (this.#over) return
    this.exchange?.cancel()
    this.#settle(error)
  }

  /** @param {any} error */
  #settle (error) {
    if (this.#over) return
    this.#over = true
    this.#error = error
    if (error === null) this.listener.ended()
    else this.listener.broken(error)
    this.#deliver()
  }

  /** Hand what is there to the `pull()` that waits; an error goes to the reader even if none does. */
  #deliver () {
    if (this.#queue.length && this.#pulled) {
      const bytes = copied(this.#queue)
      this.#queue = []
      this.#controller.enqueue(bytes)
      this.exchange?.consumed(bytes.length)
    } else if (this.#queue.length || !this.#over) {
      return
    } else if (this.#error !== null) {
      this.#controller.error(this.#error)
    } else if (this.#pulled) {
      this.#controller.close()
    }
    this.#pulled?.()
    this.#pulled = null
  }

  // -- called by the carrier -----------------------------------------------------------------------

  /** @type {Sink['answer']} */
  answer (head, body) {
    if (head.at !== undefined && this.listener.elsewhere) {
      this.#over = true
      return this.listener.elsewhere(head.at)
    }
    this.head(head)
    if (body.length) this.#queue.push(body)
    this.end()
  }

  /** @type {Sink['head']} */
  head (head) {
    if (head.status >= 400) {
      this.#refusal = head
    } else if (!this.#begun) {
      this.#begun = true
      this.listener.begun(head)
    }
  }

  /** @type {Sink['data']} */
  data (bytes) {
    this.#queue.push(bytes)
    if (this.#refusal) this.exchange?.consumed(bytes.length)
    else this.#deliver()
  }

  end () {
    this.#settle(this.#refusal ? this.#refused(this.#refusal) : null)
  }

  /** @type {Sink['failed']} */
  failed (error) {
    this.#settle(maybeMakeError(error, this.failed) ?? unanswered(this.command).err)
  }

  /** @type {Sink['lost']} */
  lost (call) {
    if (!this.#begun && this.listener.lost?.(call ?? '')) this.#over = true
    else this.#settle(unanswered(this.command).err)
  }

  /** @param {CarriedHead} head */
  #refused ({ status, headers, type }) {
    const body = copied(this.#queue)
    this.#queue = []
    try {
      return answered(this.command, readBytes(body, type), { status, statusText: reasonOf(status), url: this.url, headers }).err
    } catch (error) {
      return unreadable(this.command, error).err
    }
  }
}

/**
 * Abort an incoming stream with a signal.
 * @param {IncomingStream} incoming
 * @param {AbortSignal | undefined} signal
 * @returns {() => void} ends the watch
 */
export function watched (incoming, signal) {
  if (!signal) return () => {}
  const abort = () => incoming.abort(aborted(incoming.command, signal.reason).err)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return () => signal.removeEventListener('abort', abort)
}
