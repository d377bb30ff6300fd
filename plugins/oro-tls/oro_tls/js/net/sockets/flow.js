import { Buffer } from 'oro:buffer'
import { joined } from 'oro:internal/bytes'
import { Ends } from './ends.js'
import { closedBeforeConnection, connectionError, socketClosed } from '../arguments/errors.js'
import { IdleTimer } from './idle.js'
import { reported } from './reported.js'

/** @typedef {import('./handle.js').Handle} Handle */
/** @typedef {(error?: Error | null) => void} Done */

/** Emitted once bytes may flow; the user's `connect` follows. */
export const OPEN = Symbol('open')

/** How bytes flow both ways, and that they do not. */
export class Flow extends Ends {
  /** @type {number | undefined} */
  timeout
  bytesRead = 0
  /** Whether bytes wait for a handshake, although there is a connection. */
  _waiting = false
  /** Whether another socket reads what the peer sends. */
  _released = false
  _idle = new IdleTimer(this)
  /** @type {{ buffer: any, callback: (bytes: number, buffer: any) => boolean | void } | undefined} */
  _onread
  #written = 0
  #wanted = false
  /** The handle that is being read. @type {Handle | null} */
  #reading = null

  // -- from the peer ------------------------------------------------------------------------------

  /** @param {number} size */
  _read (size) {
    if (this._released) return
    if (this.pending || this._waiting) {
      this.once(OPEN, () => this._read(size))
      return
    }
    this.#wanted = true
    const handle = /** @type {Handle} */ (this._handle)
    if (this.#reading !== handle) this.#pump(handle)
  }

  /** @param {Handle} handle */
  async #pump (handle) {
    this.#reading = handle
    while (this.#wanted && this.#reading === handle) {
      /** @type {Uint8Array<ArrayBuffer> | null} */
      let bytes = null
      let failure = null
      try {
        bytes = await handle.read()
      } catch (error) {
        failure = error
      }
      if (this.#reading !== handle) return
      this.#wanted = false
      reported(() => failure ? this.destroy(connectionError(failure, 'read')) : this._received(bytes))
    }
    if (this.#reading === handle) this.#reading = null
  }

  /** Take no more from the peer. */
  _stopReading () {
    this.#reading = null
    this.#wanted = false
    this._handle?.stopReading()
  }

  /** @param {Uint8Array<ArrayBuffer> | null} bytes null at the end */
  _received (bytes) {
    this._idle.refresh()
    if (bytes === null) {
      this.push(null)
      this.read(0)
      return
    }
    this.bytesRead += bytes.length
    if (this._onread) this.#wanted = handOver(this, this._onread, bytes) || (this.pause(), false)
    else if (this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) this.#wanted = true
  }

  // -- to the peer --------------------------------------------------------------------------------

  /**
   * @param {Uint8Array<ArrayBuffer>} chunk
   * @param {string} _encoding
   * @param {Done} done
   */
  _write (chunk, _encoding, done) {
    this.#send(chunk, done)
  }

  /**
   * @param {{ chunk: Uint8Array<ArrayBuffer> }[]} chunks
   * @param {Done} done
   */
  _writev (chunks, done) {
    this.#send(joined(chunks.map(({ chunk }) => chunk)), done)
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {Done} done
   */
  #send (bytes, done) {
    if (this.connecting || this._waiting) {
      const closed = () => done(closedBeforeConnection())
      this.once('close', closed)
      this.once(OPEN, () => { this.off('close', closed); this.#send(bytes, done) })
      return
    }
    if (this._handle === null) return done(socketClosed())
    if (bytes.length === 0) return queueMicrotask(done)
    this._idle.refresh()
    this._handle.write(bytes, () => this._idle.refresh()).then(() => {
      this.#written += bytes.length
      reported(done)
    }, (error) => reported(() => done(connectionError(error, 'write'))))
  }

  /** @param {Done} done */
  _final (done) {
    if (this.pending || this._waiting) {
      this.once(OPEN, () => this._final(done))
      return
    }
    // What the peer, or this side, has closed meanwhile needs no end.
    /** @type {Handle} */ (this._handle).call('shutdown').catch(() => {}).then(() => reported(done))
  }

  /** Count anew, as a socket may connect again. */
  _forgetCounts () {
    this.bytesRead = this.#written = 0
  }

  /** @type {number} */
  get bytesWritten () {
    return this.#written + this.writableLength
  }

  /** @type {number} */
  get _bytesDispatched () {
    return this.#written
  }

  // -- neither ------------------------------------------------------------------------------------

  /**
   * Have `timeout` emitted after so much idleness; what comes of it is up to the listener.
   * @param {number} duration milliseconds, 0 for never
   * @param {() => void} [callback]
   */
  setTimeout (duration, callback) {
    if (this.destroyed) return this
    this._idle.set(duration, callback)
    this.timeout = duration
    return this
  }

  /** Destroy it once everything was written. */
  destroySoon () {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', this.destroy)
  }
}

/**
 * Give bytes to a buffer of the caller's instead of the stream.
 * @param {Flow} socket
 * @param {NonNullable<Flow['_onread']>} onread
 * @param {Uint8Array} bytes
 * @returns {boolean} whether to go on
 */
function handOver (socket, { buffer, callback }, bytes) {
  for (let at = 0; at < bytes.length;) {
    const into = typeof buffer === 'function' ? buffer() : buffer
    const piece = bytes.subarray(at, at + into.length)
    into.set(piece)
    at += piece.length
    if (Reflect.apply(callback, socket, [piece.length, into]) === false) return false
  }
  return true
}
