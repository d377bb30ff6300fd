/**
 * Node's streams: readable-stream, on the EventEmitter of `oro:events` and the Buffer of `oro:buffer`.
 * @module
 */

import './buffer.js'
import '../internal/web-streams.js'
import Stream from '../internal/vendor/stream.js'
import './stream/adapters.js'
import * as web from './stream/web.js'

export const {
  Readable, Writable, Duplex, Transform, PassThrough, addAbortSignal, compose, destroy, finished, getDefaultHighWaterMark,
  isDestroyed, isDisturbed, isErrored, isReadable, isWritable, pipeline, promises, setDefaultHighWaterMark,
  _isArrayBufferView, _isUint8Array, _uint8ArrayToBuffer, duplexPair
} = Stream

/**
 * @typedef {import('../internal/vendor/stream.js').Readable} Readable
 * @typedef {import('../internal/vendor/stream.js').Writable} Writable
 * @typedef {import('../internal/vendor/stream.js').Duplex} Duplex
 * @typedef {import('../internal/vendor/stream.js').Transform} Transform
 * @typedef {import('../internal/vendor/stream.js').PassThrough} PassThrough
 */

/** The pieces of a stream's state, as classes. */
export const { ReadableState } = /** @type {any} */ (Readable)
export const { WritableState } = /** @type {any} */ (Writable)
export const pipelinePromise = promises.pipeline
/** @param {any} value */
export const isStream = (value) => typeof value?.pipe === 'function' || typeof value?.write === 'function'
/** @param {any} stream @returns {Error | null} why it failed */
export const getStreamError = (stream) => stream.errored ?? null
/** @param {any} stream @returns {boolean} whether all of it was read */
export const isEnded = (stream) => Boolean(stream.readableEnded)
/** @param {any} stream @returns {boolean} whether all of it was written */
export const isFinished = (stream) => Boolean(stream.writableFinished)

export { web }
export { Stream, Stream as default }
