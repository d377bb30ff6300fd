import { Buffer } from 'oro:buffer'
import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { nextTick } from 'oro:internal/tick'
import { getDefaultHighWaterMark } from 'oro:stream'
import { hasInvalidCharacter, invalidCharacter, validateHeaderName } from './check.js'
import {
  alreadyFinished, bodyNotAllowed, cannotPipe, lengthMismatch, notImplementedHere, nullWritten, streamDestroyed, writeAfterEnd
} from './errors.js'
import { HeaderList } from './header-list.js'
import { compose } from './head.js'

/** @typedef {(error?: Error | null) => void} Done */
/** @typedef {{ data: string | Uint8Array, encoding: string, done: Done | null }} Output */

const NOTHING = () => {}

/** Node's http.OutgoingMessage: an outgoing message, a request of a client or a response of a server. */
export class OutgoingMessage extends HeaderList {
  destroyed = false
  finished = false
  shouldKeepAlive = true
  chunkedEncoding = false
  useChunkedEncodingByDefault = true
  maxRequestsOnConnectionReached = false
  strictContentLength = false
  /** @type {any} */
  socket = null
  /** Whether the connection ends with this message. */
  _last = false
  _hasBody = true
  /** The length of the whole body in bytes, if known. @type {number | null} */
  _contentLength = null
  _keepAliveTimeout = 0
  _maxRequestsPerSocket = 0
  _closed = false
  /** @type {Set<string> | null} */
  _unique = null
  /** Data that waits for a connection. @type {Output[]} */
  outputData = []
  outputSize = 0
  _rejectNonStandardBodyWrites = false
  /** @type {any} */
  _error = null
  #trailers = ''
  #bytes = 0
  #corked = 0
  #needDrain = false
  #timeout = 0

  /** @param {{ highWaterMark?: number, rejectNonStandardBodyWrites?: boolean }} [options] */
  constructor (options = {}) {
    super()
    this.writable = true
    this._highWaterMark = options.highWaterMark ?? getDefaultHighWaterMark(false)
    this._rejectNonStandardBodyWrites = options.rejectNonStandardBodyWrites ?? false
  }

  // -- state --------------------------------------------------------------------------------------

  get connection () { return this.socket }
  set connection (socket) { this.socket = socket }
  get errored () { return this._error }
  get closed () { return this._closed }
  get writableEnded () { return this.finished }
  get writableObjectMode () { return false }
  get writableCorked () { return this.#corked }
  get writableNeedDrain () { return !this.destroyed && !this.finished && this.#needDrain }
  get writableHighWaterMark () { return this.socket ? this.socket.writableHighWaterMark : this._highWaterMark }
  get writableLength () { return this.outputSize + (this.socket?.writableLength ?? 0) }

  get writableFinished () {
    return this.finished && this.outputSize === 0 && (!this.socket || this.socket.writableLength === 0)
  }

  cork () {
    this.#corked++
    this.socket?.cork()
  }

  uncork () {
    if (this.#corked === 0) return
    this.#corked--
    this.socket?.uncork()
  }

  /**
   * @param {number} duration milliseconds
   * @param {() => void} [callback] of `timeout`
   */
  setTimeout (duration, callback) {
    if (callback) this.on('timeout', callback)
    if (this.socket) this.socket.setTimeout(duration)
    else this.once('socket', (/** @type {any} */ socket) => socket.setTimeout(duration))
    this.#timeout = duration
    return this
  }

  /** @param {any} [error] */
  destroy (error) {
    if (this.destroyed) return this
    this.destroyed = true
    this._error = error ?? null
    if (this.socket) this.socket.destroy(error)
    else this.once('socket', (/** @type {any} */ socket) => socket.destroy(error))
    return this
  }

  // -- the head -----------------------------------------------------------------------------------

  /** Compose the head from the current headers; requests and responses implement it. */
  _implicitHeader () {
    throw notImplementedHere('_implicitHeader()')
  }

  /**
   * @param {string} first line
   * @param {any} [headers] instead of those that were set: pairs, names and values by turns, or an object
   */
  _storeHeader (first, headers) {
    const composed = compose({
      first,
      entries: headers ? entriesOf(headers) : this._list.values(),
      validate: Boolean(headers),
      unique: this._unique,
      hasBody: this._hasBody,
      sendDate: this.sendDate,
      chunked: this.chunkedEncoding,
      chunksByDefault: this.useChunkedEncodingByDefault,
      shouldKeepAlive: this.shouldKeepAlive,
      hasAgent: Boolean(/** @type {any} */ (this).agent),
      length: this._contentLength,
      removed: this._removed,
      statusCode: /** @type {any} */ (this).statusCode ?? null,
      lastOfConnection: this.maxRequestsOnConnectionReached,
      keepAliveTimeout: this._keepAliveTimeout,
      maxRequests: this._maxRequestsPerSocket
    })
    this._header = composed.text
    this._headerSent = false
    this.chunkedEncoding = composed.chunked
    this.shouldKeepAlive = composed.shouldKeepAlive
    this._last ||= composed.last
    this._contentLength = composed.length
    if (composed.expects) this._send('')
  }

  flushHeaders () {
    if (!this._header) this._implicitHeader()
    this._send('')
  }

  // -- the body -----------------------------------------------------------------------------------

  /**
   * @param {string | Uint8Array} chunk
   * @param {string | Done} [encoding]
   * @param {Done} [callback]
   * @returns {boolean} whether there is room for more; if not, `drain` follows
   */
  write (chunk, encoding, callback) {
    if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding]
    const room = this.#body(chunk, encoding, callback, false)
    if (!room) this.#needDrain = true
    return room
  }

  /**
   * @param {any} chunk
   * @param {string | undefined} encoding
   * @param {Done | undefined} callback
   * @param {boolean} last
   * @returns {boolean}
   */
  #body (chunk, encoding, callback, last) {
    if (chunk === null) throw nullWritten()
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw invalidArgType('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk)
    }
    const wrong = this.finished ? writeAfterEnd() : this.destroyed ? streamDestroyed('write') : null
    if (wrong) {
      this.#refuse(wrong, callback)
      return false
    }
    const bytes = typeof chunk === 'string' ? Buffer.byteLength(chunk, /** @type {any} */ (encoding)) : chunk.byteLength
    if (!last) this.#checkLength(this.#bytes + bytes, (total, promised) => total > promised)
    this.#bytes += bytes
    if (!this._header) {
      if (last) this._contentLength = bytes
      this._implicitHeader()
    }
    if (!this._hasBody) {
      if (this._rejectNonStandardBodyWrites) throw bodyNotAllowed()
      if (callback) nextTick(callback)
      return true
    }
    if (!this.chunkedEncoding) return this._send(chunk, encoding, callback)
    if (bytes === 0) return this._send('', 'latin1', callback)
    this._send(`${bytes.toString(16)}\r\n`, 'latin1')
    this._send(chunk, encoding)
    return this._send('\r\n', 'latin1', callback)
  }

  /**
   * @param {number} total bytes of the body
   * @param {(total: number, promised: number) => boolean} wrong
   */
  #checkLength (total, wrong) {
    const promised = this._contentLength
    if (!this.strictContentLength || !this._hasBody || this.chunkedEncoding || promised === null) return
    if (wrong(total, promised)) throw lengthMismatch(total, promised)
  }

  /**
   * @param {Error} error
   * @param {Done | undefined} callback
   */
  #refuse (error, callback) {
    nextTick(() => {
      callback?.(error)
      if (!this.destroyed) this.emit('error', error)
    })
  }

  /**
   * @param {string | Uint8Array | Done | null} [chunk]
   * @param {string | Done} [encoding]
   * @param {Done} [callback]
   */
  end (chunk, encoding, callback) {
    if (typeof chunk === 'function') [chunk, encoding, callback] = [null, undefined, chunk]
    else if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding]
    if (this.finished) {
      this.#endAgain(Boolean(chunk), callback)
      return this
    }
    this.socket?.cork()
    if (chunk) this.#body(chunk, encoding, undefined, true)
    if (!this._header) {
      this._contentLength = 0
      this._implicitHeader()
    }
    this.#checkLength(this.#bytes, (total, promised) => total !== promised)
    if (callback) this.once('finish', callback)
    this.#sendEnd()
    this.#uncorkAll()
    this.finished = true
    if (this.outputData.length === 0 && this.socket && this.socket._httpMessage === this) this._finish()
    return this
  }

  /**
   * @param {boolean} more whether there is something to write
   * @param {Done | undefined} callback
   */
  #endAgain (more, callback) {
    if (more) this.#refuse(writeAfterEnd(), callback)
    else if (callback && this.writableFinished) nextTick(() => callback(alreadyFinished('end')))
    else if (callback) this.once('finish', callback)
  }

  #sendEnd () {
    const finish = () => this._finishedNow()
    if (this._hasBody && this.chunkedEncoding) this._send(`0\r\n${this.#trailers}\r\n`, 'latin1', finish)
    else if (!this._headerSent || this.writableLength) this._send('', 'latin1', finish)
    else nextTick(finish)
  }

  /** Have the connection send all, however often it was corked. */
  #uncorkAll () {
    this.#corked = 0
    const { socket } = this
    if (socket?._writableState) socket._writableState.corked = 1
    socket?.uncork()
  }

  /** Emit `finish`, after all data has been passed to the connection. */
  _finishedNow () {
    if (this.socket?._hadError) return
    this.emit('finish')
  }

  /** Emit `prefinish`, when the message is complete. */
  _finish () {
    this.emit('prefinish')
  }

  /**
   * Add headers to send after the body.
   * @param {Record<string, any> | [string, any][]} headers
   */
  addTrailers (headers) {
    this.#trailers = ''
    for (const [name, values] of entriesOf(headers)) {
      validateHeaderName(name, 'Trailer name')
      for (const value of [values].flat()) {
        if (hasInvalidCharacter(value)) throw invalidCharacter('trailer content', name)
        this.#trailers += `${name}: ${value}\r\n`
      }
    }
  }

  // -- to the connection --------------------------------------------------------------------------

  /**
   * Send bytes of the body, after the head.
   * @param {string | Uint8Array} data
   * @param {string} [encoding]
   * @param {Done | null} [done]
   * @returns {boolean}
   */
  _send (data, encoding, done) {
    if (!this._headerSent && this._header !== null) {
      this._headerSent = true
      const whole = typeof data === 'string' && (!encoding || encoding === 'utf8' || encoding === 'utf-8' || encoding === 'latin1')
      if (whole) data = this._header + data
      else this._writeRaw(this._header, 'latin1', null)
    }
    return this._writeRaw(data, encoding, done)
  }

  /**
   * @param {string | Uint8Array} data
   * @param {string} [encoding]
   * @param {Done | null} [done]
   * @returns {boolean}
   */
  _writeRaw (data, encoding = 'utf8', done = null) {
    const { socket } = this
    if (socket?.destroyed) return false
    if (socket && socket._httpMessage === this && socket.writable) {
      if (this.outputData.length) this._flushOutput(socket)
      return this.#write(socket, { data, encoding, done })
    }
    this.outputData.push({ data, encoding, done })
    this.outputSize += data.length
    this._onPendingData(data.length)
    return this.outputSize < this._highWaterMark
  }

  /** @param {number} _amount of bytes added to those that wait, or negative if removed */
  _onPendingData (_amount) {}

  /**
   * Write to the connection, batching all writes of one tick into one call of the host.
   * @param {any} socket
   * @param {Output} output
   */
  #write (socket, { data, encoding, done }) {
    if (!socket._corkedForTick) {
      socket._corkedForTick = true
      socket.cork()
      nextTick(() => {
        socket._corkedForTick = false
        socket.uncork()
      })
    }
    return socket.write(data, encoding, done ?? NOTHING)
  }

  /** Send the waiting data, after a connection was assigned. */
  _flush () {
    const { socket } = this
    if (!socket?.writable) return
    const room = this._flushOutput(socket)
    if (this.finished) this._finish()
    else if (room && this.#needDrain) this._drained()
  }

  /** @param {any} socket */
  _flushOutput (socket) {
    for (; this.#corked > 0 && this.outputData.length; this.#corked--) socket.cork()
    const { outputData } = this
    this.outputData = []
    this._onPendingData(-this.outputSize)
    this.outputSize = 0
    let room = true
    for (const output of outputData) room = this.#write(socket, output)
    return room
  }

  /** Emit `drain` when there is room again. */
  _drained () {
    if (!this.#needDrain || this.destroyed || this.finished) return
    this.#needDrain = false
    this.emit('drain')
  }

  /** The idle timeout that was set before there was a connection. */
  get _duration () {
    return this.#timeout
  }

  pipe () {
    this.emit('error', cannotPipe())
    return /** @type {any} */ (undefined)
  }
}

/**
 * @param {any} headers pairs, names and values by turns, or an object
 * @returns {Iterable<[string, any]>}
 */
export function entriesOf (headers) {
  if (!Array.isArray(headers)) return Object.entries(headers)
  if (headers.length === 0 || Array.isArray(headers[0])) return headers
  if (headers.length % 2) throw invalidArgValue('headers', headers)
  return Array.from({ length: headers.length / 2 }, (_, index) => [headers[index * 2], headers[index * 2 + 1]])
}
