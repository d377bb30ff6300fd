/**
 * The functions that the package readable-stream lacks: `toWeb()`, `fromWeb()` and `duplexPair()`.
 * @module
 */

import { AbortError } from '../../base/errors.js'
import { invalidArgType } from '../../base/errors/node.js'
import Stream from '../../internal/vendor/stream.js'

const { Duplex, finished, Readable, Writable } = Stream

/**
 * @typedef {import('../../internal/vendor/stream.js').Duplex} Duplex
 * @typedef {import('../../internal/vendor/stream.js').Readable} Readable
 * @typedef {import('../../internal/vendor/stream.js').Writable} Writable
 */

/**
 * Read a Node stream as a web stream; cancelling that destroys it.
 * @param {Readable} readable
 * @param {{ strategy?: QueuingStrategy<any> }} [options]
 * @returns {ReadableStream<any>} bytes come as Uint8Array
 */
function readableToWeb (readable, { strategy } = {}) {
  const size = readable.readableObjectMode ? 1 : readable.readableHighWaterMark
  return new ReadableStream({
    start (controller) {
      readable.pause()
      readable.on('data', (chunk) => {
        controller.enqueue(ArrayBuffer.isView(chunk) && !readable.readableObjectMode ? Uint8Array.from(/** @type {any} */ (chunk)) : chunk)
        if ((controller.desiredSize ?? 0) <= 0) readable.pause()
      })
      readable.pause()
      finished(readable, { writable: false }, (error) => {
        readable.on('error', () => {})
        if (error) return controller.error(early(error))
        controller.close()
      })
    },
    pull () { readable.resume() },
    cancel (reason) { readable.destroy(reason) }
  }, strategy ?? { highWaterMark: size, size: (chunk) => chunk?.byteLength ?? 1 })
}

/**
 * Read a web stream as a Node stream; destroying that cancels it.
 * @param {ReadableStream<any>} stream
 * @param {import('../../internal/vendor/stream.js').ReadableOptions} [options]
 */
function readableFromWeb (stream, options = {}) {
  if (!(stream instanceof ReadableStream)) throw invalidArgType('readableStream', 'an instance of ReadableStream', stream)
  return new Readable({ ...options, ...readingFrom(stream.getReader()) })
}

/**
 * Write a Node stream as a web stream; aborting that destroys it.
 * @param {Writable} writable
 * @returns {WritableStream<any>}
 */
function writableToWeb (writable) {
  const closed = new Promise((resolve, reject) => finished(writable, { readable: false }, (/** @type {any} */ error) => {
    writable.on('error', () => {})
    if (error) reject(early(error))
    else resolve(undefined)
  }))
  closed.catch(() => {})
  return new WritableStream({
    start (controller) { closed.catch((error) => controller.error(error)) },
    write (chunk) {
      if (writable.write(chunk)) return undefined
      return Promise.race([closed, new Promise((resolve) => writable.once('drain', resolve))])
    },
    close () {
      writable.end()
      return /** @type {Promise<any>} */ (closed)
    },
    abort (reason) { writable.destroy(reason) }
  }, { highWaterMark: writable.writableHighWaterMark, size: (chunk) => writable.writableObjectMode ? 1 : chunk?.byteLength ?? 1 })
}

/**
 * Write a web stream as a Node stream; destroying that aborts it.
 * @param {WritableStream<any>} stream
 * @param {import('../../internal/vendor/stream.js').WritableOptions} [options]
 */
function writableFromWeb (stream, options = {}) {
  if (!(stream instanceof WritableStream)) throw invalidArgType('writableStream', 'an instance of WritableStream', stream)
  return new Writable({ ...options, ...writingTo(stream.getWriter()) })
}

/** @param {Duplex} duplex */
function duplexToWeb (duplex) {
  return { readable: readableToWeb(duplex), writable: writableToWeb(duplex) }
}

/**
 * @param {{ readable: ReadableStream<any>, writable: WritableStream<any> }} pair
 * @param {import('../../internal/vendor/stream.js').DuplexOptions} [options]
 */
function duplexFromWeb ({ readable, writable }, options = {}) {
  const reading = readingFrom(readable.getReader())
  const writing = writingTo(writable.getWriter())
  /** @type {(this: any, error: Error | null, callback: (error?: Error | null) => void) => void} */
  const destroy = function (error, callback) {
    reading.destroy.call(this, error, () => writing.destroy.call(this, error, callback))
  }
  return new Duplex({ ...options, ...reading, ...writing, destroy })
}

/**
 * Two streams; what is written to one is read from the other.
 * @param {import('../../internal/vendor/stream.js').DuplexOptions} [options]
 * @returns {[Duplex, Duplex]}
 */
function duplexPair (options) {
  const [a, b] = [new Side(options), new Side(options)]
  a.other = b
  b.other = a
  return [a, b]
}

class Side extends Duplex {
  /** @type {Side | null} */
  other = null
  /** @type {(() => void) | null} */
  waiting = null

  _read () {
    const callback = this.waiting
    this.waiting = null
    callback?.()
  }

  /**
   * @param {any} chunk
   * @param {string} _encoding
   * @param {() => void} callback
   */
  _write (chunk, _encoding, callback) {
    const other = /** @type {Side} */ (this.other)
    if (chunk.length === 0) return queueMicrotask(callback)
    other.push(chunk)
    other.waiting = callback
  }

  /** @param {() => void} callback */
  _final (callback) {
    const other = /** @type {Side} */ (this.other)
    other.on('end', callback)
    other.push(null)
  }
}

/** @param {ReadableStreamDefaultReader<any>} reader */
function readingFrom (reader) {
  return {
    /** @this {Readable} */
    read () {
      reader.read().then(({ done, value }) => { this.push(done ? null : value) }, (error) => { this.destroy(error) })
    },
    /**
     * @param {Error | null} error
     * @param {(error?: Error | null) => void} callback
     */
    destroy (error, callback) {
      reader.cancel(error ?? undefined).then(() => callback(error), () => callback(error))
    }
  }
}

/** @param {WritableStreamDefaultWriter<any>} writer */
function writingTo (writer) {
  let closed = false
  return {
    /**
     * @param {any} chunk
     * @param {string} _encoding
     * @param {(error?: Error | null) => void} callback
     */
    write (chunk, _encoding, callback) {
      writer.ready.then(() => writer.write(chunk)).then(() => callback(), callback)
    },
    /** @param {(error?: Error | null) => void} callback */
    final (callback) {
      closed = true
      writer.close().then(() => callback(), callback)
    },
    /**
     * @param {Error | null} error
     * @param {(error?: Error | null) => void} callback
     */
    destroy (error, callback) {
      if (closed && !error) return callback(error)
      writer.abort(error ?? undefined).then(() => callback(error), () => callback(error))
    }
  }
}

/** @param {any} error */
function early (error) {
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE' ? new AbortError('The operation was aborted', { cause: error }) : error
}

Object.assign(Readable, { toWeb: readableToWeb, fromWeb: readableFromWeb })
Object.assign(Writable, { toWeb: writableToWeb, fromWeb: writableFromWeb })
Object.assign(Duplex, { toWeb: duplexToWeb, fromWeb: duplexFromWeb })
Object.assign(Stream, { duplexPair })
