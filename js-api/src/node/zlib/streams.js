/**
 * zlib's streams, with the members of Node's that libraries reach for.
 * @module
 */

import { Buffer, kMaxLength } from '../buffer.js'
import { nodeError, outOfRange } from '../../base/errors/node.js'
import { adoptable } from '../../internal/callable.js'
import { nextTick } from '../internal/tick.js'
import { finished, Transform } from '../stream.js'
import { constants } from './constants.js'
import { isNumber, ranged } from './options.js'
import { own, processChunk, processChunkSync, release } from './process-chunk.js'

/** The end of errors that are Node's own fault. */
const REPORT = `This is caused by either a bug in Node.js or incorrect usage of Node.js internals.
Please open an issue with this stack trace at https://github.com/nodejs/node/issues
`
const FLAG = Symbol('flush')
const { Z_BLOCK, Z_DEFAULT_CHUNK, Z_FINISH, Z_FULL_FLUSH, Z_MIN_CHUNK, Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH } = constants

/** Empty chunks, each of which stands for a flush of its kind among what is written. @type {Map<any, any>} */
const FLUSHES = new Map([0, 1, 2, 3, 4, 5].map((kind) => [kind, Object.assign(Buffer.alloc(0), { [FLAG]: kind })]))

/** The ways of flushing, from the one that does least. */
const STRENGTH = [Z_NO_FLUSH, Z_BLOCK, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH]

/**
 * @typedef {object} Flushes
 * @property {number} flush with every chunk
 * @property {number} finishFlush with the last one
 * @property {number} fullFlush when `flush()` is not told how
 * @property {number} highest
 */

/** The base of zlib's streams. */
export class ZlibBase extends adoptable(Transform) {
  /**
   * @param {any} options
   * @param {import('./handle.js').Handle} handle
   * @param {Uint32Array} state what the handle writes to
   * @param {Flushes} flushes
   */
  constructor (options, handle, state, flushes) {
    const given = settings(options, flushes)
    const plain = options?.encoding || options?.objectMode || options?.writableObjectMode
    super({ autoDestroy: true, ...options, ...(plain && { encoding: null, objectMode: false, writableObjectMode: false }) })
    this.bytesWritten = 0
    /** @type {import('./handle.js').Handle | null} */
    this._handle = handle
    own(handle, this)
    /** @type {Buffer} */
    this._outBuffer = Buffer.allocUnsafe(given.chunkSize)
    this._outOffset = 0
    this._chunkSize = given.chunkSize
    this._defaultFlushFlag = given.flush
    this._finishFlushFlag = given.finishFlush
    this._defaultFullFlushFlag = flushes.fullFlush
    /** @type {any} */
    this._info = options && options.info
    this._maxOutputLength = given.maxOutputLength
    this._writeState = state
  }

  get _closed () { return !this._handle }
  get bytesRead () { return this.bytesWritten }
  set bytesRead (count) { this.bytesWritten = count }

  /** Begin anew with the same options. @returns {any} */
  reset () {
    if (!this._handle) throw nodeError(Error, 'ERR_INTERNAL_ASSERTION', `zlib binding closed\n${REPORT}`)
    return /** @type {any} */ (this._handle).reset()
  }

  /** @param {(error?: Error | null) => void} callback */
  _flush (callback) { this._transform(Buffer.alloc(0), '', callback) }

  /** @param {() => void} callback */
  _final (callback) { callback() }

  /**
   * Write out what was taken so far.
   * @param {any} [kind]
   * @param {() => void} [callback]
   * @returns {void}
   */
  flush (kind, callback) {
    if (typeof kind === 'function' || (kind === undefined && !callback)) [kind, callback] = [this._defaultFullFlushFlag, kind]
    if (this.writableFinished) return callback && nextTick(callback)
    if (this.writableEnded) return void (callback && this.once('end', callback))
    this.write(FLUSHES.get(kind), '', callback)
  }

  /** @param {(error?: any) => void} [callback] */
  close (callback) {
    if (callback) finished(this, callback)
    this.destroy()
  }

  /**
   * @param {Error | null} error
   * @param {(error?: Error | null) => void} callback
   */
  _destroy (error, callback) {
    release(this)
    callback(error)
  }

  /**
   * @param {any} chunk
   * @param {string} _encoding
   * @param {(error?: Error | null) => void} callback
   */
  _transform (chunk, _encoding, callback) {
    const flag = typeof chunk[FLAG] === 'number' ? chunk[FLAG] : this._defaultFlushFlag
    const last = this.writableEnded && this.writableLength === chunk.byteLength
    processChunk(this, chunk, last ? stronger(flag, this._finishFlushFlag) : flag, callback)
  }

  /**
   * @param {Uint8Array} chunk
   * @param {number} flush
   * @param {(error?: Error | null) => void} [callback]
   * @returns {Buffer | void} what came out, without a callback; the stream is closed then
   */
  _processChunk (chunk, flush, callback) {
    if (typeof callback === 'function') processChunk(this, chunk, flush, callback)
    else return processChunkSync(this, chunk, flush)
  }
}

/**
 * @param {number} a
 * @param {number} b
 */
function stronger (a, b) {
  return STRENGTH.indexOf(a) > STRENGTH.indexOf(b) ? a : b
}

/**
 * @param {any} options
 * @param {Flushes} flushes
 */
function settings (options, { flush, finishFlush, highest }) {
  const given = options ?? {}
  const chunkSize = isNumber(given.chunkSize, 'options.chunkSize') ? given.chunkSize : Z_DEFAULT_CHUNK
  if (chunkSize < Z_MIN_CHUNK) throw outOfRange('options.chunkSize', `>= ${Z_MIN_CHUNK}`, chunkSize)
  return {
    chunkSize,
    flush: ranged(given.flush, 'options.flush', Z_NO_FLUSH, highest, flush),
    finishFlush: ranged(given.finishFlush, 'options.finishFlush', Z_NO_FLUSH, highest, finishFlush),
    maxOutputLength: ranged(given.maxOutputLength, 'options.maxOutputLength', 1, kMaxLength, kMaxLength)
  }
}
