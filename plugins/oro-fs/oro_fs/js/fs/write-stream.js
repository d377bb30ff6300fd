import { nodeError } from 'oro:errors/node'
import { write } from './descriptor.js'
import { dataBytes } from './encoding.js'
import { checkedPosition, FileStream, HIGH_WATER_MARK } from './file-stream.js'
import { perform } from './operation.js'
import { joined } from './transfer.js'

/** @typedef {import('./file-stream.js').FileStreamOptions} FileStreamOptions */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {(error?: any) => void} Callback */

/** Pieces that wait are written together, up to so many bytes. */
const BATCH = 1 << 20

/** Writes a file piece by piece. `write()` gives false while more than `highWaterMark` bytes wait; `drain` follows. */
export class WriteStream extends FileStream {
  bytesWritten = 0
  writable = true
  writableEnded = false
  writableFinished = false
  writableLength = 0
  writableNeedDrain = false

  /** @type {{ bytes: Bytes, callback?: Callback }[]} */
  #queue = []
  #running = false
  /** @type {number} -1 follows the file's own position */
  #at
  #encoding

  /**
   * @param {import('./paths.js').PathLike | null} path
   * @param {FileStreamOptions} [options]
   */
  constructor (path, options = {}) {
    const start = checkedPosition('start', options.start)
    super(path, options, 'w')
    this.#at = start ?? -1
    this.#encoding = options.encoding ?? 'utf8'
    this.writableHighWaterMark = options.highWaterMark ?? HIGH_WATER_MARK
  }

  /** @param {string} encoding */
  setDefaultEncoding (encoding) {
    this.#encoding = encoding
    return this
  }

  /**
   * @param {any} data text or bytes
   * @param {any} [encoding]
   * @param {Callback} [callback] called when it is written
   * @returns {boolean} whether there is room for more
   */
  write (data, encoding, callback) {
    const done = typeof encoding === 'function' ? encoding : callback
    if (data === null) throw nodeError(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream')
    if (this.writableEnded) return this.#refuse('ERR_STREAM_WRITE_AFTER_END', 'write after end', done)
    if (this.destroyed) return this.#refuse('ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed', done)
    const bytes = dataBytes(data, typeof encoding === 'string' ? encoding : this.#encoding, 'chunk')
    this.#queue.push({ bytes, callback: done })
    this.writableLength += bytes.length
    this.#pump()
    this.writableNeedDrain ||= this.writableLength >= this.writableHighWaterMark
    return !this.writableNeedDrain
  }

  /**
   * Write the last piece, if any, then finish.
   * @param {any} [data]
   * @param {any} [encoding]
   * @param {Callback} [callback] called when everything is written
   */
  end (data, encoding, callback) {
    const done = [data, encoding, callback].find((item) => typeof item === 'function')
    if (data !== undefined && data !== null && typeof data !== 'function') this.write(data, encoding)
    if (done) {
      if (this.writableFinished) queueMicrotask(() => done(null))
      else this.once('finish', done)
    }
    this.writableEnded = true
    this.writable = false
    this.#pump()
    return this
  }

  /** Finish what waits, then close. @param {Callback} [callback] */
  close (callback) {
    if (callback) {
      if (this.closed) queueMicrotask(() => callback(null))
      else this.once('close', () => callback(null))
    }
    if (!this.autoClose) this.once('finish', () => this.destroy())
    if (!this.writableEnded) this.end()
  }

  async #pump () {
    if (this.#running) return
    this.#running = true
    try {
      const { id } = await this.handle
      while (this.#queue.length && !this.destroyed) await this.#writeBatch(id)
      if (this.writableEnded && !this.destroyed) this.#finish()
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#running = false
    }
  }

  /** @param {string} id */
  async #writeBatch (id) {
    const batch = this.#take()
    const size = batch.reduce((total, { bytes }) => total + bytes.length, 0)
    let rest = joined(batch.map(({ bytes }) => bytes))
    while (rest.length) {
      const offset = this.#at < 0 ? -1 : this.#at + this.bytesWritten
      const count = await perform(write(id, rest, offset, this.options.signal))
      this.bytesWritten += count
      rest = rest.subarray(count)
    }
    this.writableLength -= size
    for (const { callback } of batch) if (callback) queueMicrotask(() => callback(null))
    if (this.writableNeedDrain && this.#queue.length === 0) {
      this.writableNeedDrain = false
      if (!this.writableEnded) queueMicrotask(() => this.emit('drain'))
    }
  }

  /** Take what fits in one write; at least one piece. */
  #take () {
    let size = 0
    let count = 0
    while (count < this.#queue.length && (count === 0 || size + this.#queue[count].bytes.length <= BATCH)) {
      size += this.#queue[count++].bytes.length
    }
    return this.#queue.splice(0, count)
  }

  #finish () {
    if (this.writableFinished) return
    this.writableFinished = true
    queueMicrotask(() => {
      this.emit('finish')
      if (this.autoClose) this.destroy()
    })
  }

  /** @param {any} error */
  #fail (error) {
    for (const { callback } of this.#queue.splice(0)) if (callback) queueMicrotask(() => callback(error))
    this.destroy(error)
  }

  /**
   * @param {string} code
   * @param {string} message
   * @param {Callback} [callback]
   */
  #refuse (code, message, callback) {
    const error = nodeError(Error, code, message)
    if (callback) queueMicrotask(() => callback(error))
    this.destroy(error)
    return false
  }
}

export default WriteStream
