import { adoptable } from 'oro:internal/callable'
import { nextTick } from 'oro:internal/tick'
import { finished, Readable } from 'oro:stream'
import { connectionReset } from './errors.js'
import { addField, distinctFields, joinedFields } from './fields.js'

/** @typedef {import('./parser.js').Head} Head */

/** Node's http.IncomingMessage: a request to a server or a response to a client; the stream is its body. */
export class IncomingMessage extends adoptable(Readable) {
  /** @type {number | null} */
  httpVersionMajor = null
  /** @type {number | null} */
  httpVersionMinor = null
  /** @type {string | null} */
  httpVersion = null
  complete = false
  /** @type {string[]} */
  rawHeaders = []
  /** @type {string[]} */
  rawTrailers = []
  joinDuplicateHeaders = false
  aborted = false
  /** @type {boolean | null} */
  upgrade = null
  url = ''
  /** @type {string | null} */
  method = null
  /** @type {number | null} */
  statusCode = null
  /** @type {string | null} */
  statusMessage = null
  /** The request a response answers. @type {any} */
  req = undefined
  /** Whether the body is being read. */
  _consumed = false
  _dumped = false
  /** Names and values of `rawHeaders` that `headers` has. */
  #most = Infinity
  /** @type {Record<string, any> | undefined} */
  #headers
  /** @type {Record<string, string[]> | undefined} */
  #headersDistinct
  /** @type {Record<string, any> | undefined} */
  #trailers
  /** @type {Record<string, string[]> | undefined} */
  #trailersDistinct

  /** @param {any} [socket] */
  constructor (socket) {
    super(socket ? { autoDestroy: true, highWaterMark: socket.readableHighWaterMark } : { autoDestroy: true })
    this.socket = socket
    this.client = socket
    const { _readableState: state } = /** @type {any} */ (this)
    state.readingMore = true
  }

  /**
   * Take the head of a message from the parser.
   * @param {Head} head
   * @param {number} most headers to take into `headers`, 0 for all
   */
  _take (head, most) {
    this.#most = most > 0 ? most * 2 : Infinity
    this.httpVersion = head.httpVersion
    this.httpVersionMajor = head.httpVersionMajor
    this.httpVersionMinor = head.httpVersionMinor
    this.rawHeaders = head.rawHeaders
    this.upgrade = head.upgrade
    if (head.method) {
      this.method = head.method
      this.url = head.url
    } else {
      this.statusCode = head.statusCode
      this.statusMessage = head.statusMessage
    }
  }

  get connection () {
    return this.socket
  }

  set connection (value) {
    this.socket = value
  }

  // -- headers ------------------------------------------------------------------------------------

  get headers () {
    return this.#headers ??= joinedFields(this.rawHeaders.slice(0, this.#most), this.joinDuplicateHeaders)
  }

  set headers (value) {
    this.#headers = value
  }

  get headersDistinct () {
    return this.#headersDistinct ??= distinctFields(this.rawHeaders.slice(0, this.#most))
  }

  set headersDistinct (value) {
    this.#headersDistinct = value
  }

  get trailers () {
    return this.#trailers ??= joinedFields(this.rawTrailers, this.joinDuplicateHeaders)
  }

  set trailers (value) {
    this.#trailers = value
  }

  get trailersDistinct () {
    return this.#trailersDistinct ??= distinctFields(this.rawTrailers)
  }

  set trailersDistinct (value) {
    this.#trailersDistinct = value
  }

  /**
   * @param {string} name
   * @param {string} value
   * @param {Record<string, any>} into
   */
  _addHeaderLine (name, value, into) {
    addField(into, name, value, this.joinDuplicateHeaders)
  }

  // -- the body -----------------------------------------------------------------------------------

  _read () {
    if (!this._consumed) {
      const { _readableState: state } = /** @type {any} */ (this)
      state.readingMore = false
      this._consumed = true
    }
    // Resume a paused connection, as its data is needed now.
    this._flow()
  }

  _flow () {
    if (!this.socket?.readable || !this.socket._bodyPaused) return
    this.socket._bodyPaused = false
    this.socket.resume()
  }

  /** End the body, and resume the connection for the next message. @param {string[]} rawTrailers */
  _complete (rawTrailers) {
    this.rawTrailers = rawTrailers
    this.complete = true
    this.push(null)
    this._flow()
  }

  /**
   * @param {Error | null} error
   * @param {(error?: Error | null) => void} done
   */
  _destroy (error, done) {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true
      this.emit('aborted')
    }
    const { socket } = this
    if (socket && !socket.destroyed && this.aborted) {
      socket.destroy(error)
      finished(socket, (/** @type {any} */ failure) => {
        const known = failure?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? null : failure
        nextTick(() => this.#end(known ?? error, done))
      })
    } else nextTick(() => this.#end(error, done))
  }

  /**
   * Report an error only if there is a listener for it, as a lost body that is not read does no harm.
   * @param {Error | null} error
   * @param {(error?: Error | null) => void} done
   */
  #end (error, done) {
    done(this.listenerCount('error') > 0 ? error : null)
  }

  /** Discard the body, because it is not read. */
  _dump () {
    if (this._dumped) return
    this._dumped = true
    this.removeAllListeners('data')
    this.resume()
  }

  /** Fail, because the connection ended in the middle of the message. */
  _cut () {
    this.destroy(connectionReset('aborted'))
  }

  /**
   * @param {number} duration milliseconds
   * @param {() => void} [callback] of `timeout`
   */
  setTimeout (duration, callback) {
    if (callback) this.on('timeout', callback)
    this.socket.setTimeout(duration)
    return this
  }
}
