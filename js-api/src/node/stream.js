/**
 * Node's streams: readable-stream, on the EventEmitter of `oro:events` and the Buffer of `oro:buffer`.
 * @module
 */

import './buffer.js'
import '../internal/web-streams.js'
import Stream from '../internal/vendor/stream.js'
import './stream/adapters.js'

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

export { Stream, Stream as default }
