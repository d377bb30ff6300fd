/**
 * A chunk goes through a stream's handle, buffer by buffer of output.
 * @module
 */

import { Buffer } from '../buffer.js'
import { nodeError } from '../../base/errors/node.js'
import { nextTick } from '../internal/tick.js'

/** @typedef {import('./streams.js').ZlibBase} ZlibBase */

/** The stream of each handle. @type {WeakMap<object, ZlibBase>} */
const owners = new WeakMap()

/**
 * @param {import('./handle.js').Handle} handle
 * @param {ZlibBase} stream
 */
export function own (handle, stream) {
  owners.set(handle, stream)
  handle.onerror = (message, errno, code) => fail(stream, message, errno, code)
}

/**
 * @param {ZlibBase} stream
 * @param {string} message
 * @param {number} errno
 * @param {string} code
 */
function fail (stream, message, errno, code) {
  const error = Object.assign(new Error(message), { errno, code })
  stream.destroy(error)
  failures.set(stream, error)
}

/** @type {WeakMap<object, Error>} */
const failures = new WeakMap()

/** Let the stream's handle go. @param {ZlibBase} stream */
export function release (stream) {
  stream._handle?.close()
  stream._handle = null
}

/** @param {number} limit bytes */
export function tooLarge (limit) {
  return nodeError(RangeError, 'ERR_BUFFER_TOO_LARGE', `Cannot create a Buffer larger than ${limit} bytes`)
}

/**
 * @param {ZlibBase} stream
 * @param {Uint8Array} chunk
 * @param {number} flush
 * @param {(error?: Error | null) => void} callback
 */
export function processChunk (stream, chunk, flush, callback) {
  const handle = stream._handle
  if (!handle) return nextTick(callback)
  Object.assign(handle, {
    buffer: chunk, cb: callback, availOutBefore: stream._chunkSize - stream._outOffset, availInBefore: chunk.byteLength, inOff: 0, flushFlag: flush
  })
  goOn(handle, stream)
}

/**
 * @param {import('./handle.js').Handle} handle
 * @param {ZlibBase} stream
 */
function goOn (handle, stream) {
  handle.write(handle.flushFlag, handle.buffer, handle.inOff, handle.availInBefore, stream._outBuffer, stream._outOffset, handle.availOutBefore)
}

/**
 * Push what came out, and go on while there is more; it is called on the handle.
 * @this {any}
 */
export function processCallback () {
  const handle = /** @type {import('./handle.js').Handle} */ (this)
  const stream = /** @type {ZlibBase} */ (owners.get(handle))
  if (stream.destroyed) return ended(handle)
  const [roomLeft, inputLeft] = stream._writeState
  const used = handle.availInBefore - inputLeft
  stream.bytesWritten += used
  const full = pushed(stream, handle.availOutBefore - roomLeft)
  if (stream.destroyed) return handle.cb()
  if (roomLeft === 0 || stream._outOffset >= stream._chunkSize) {
    handle.availOutBefore = stream._chunkSize
    stream._outOffset = 0
    stream._outBuffer = Buffer.allocUnsafe(stream._chunkSize)
  }
  if (roomLeft === 0) {
    handle.inOff += used
    handle.availInBefore = inputLeft
    return full ? whenRead(stream, () => goOn(handle, stream)) : goOn(handle, stream)
  }
  // What takes no more, although there is room, is at the end of its data.
  if (inputLeft > 0) stream.push(null)
  ended(handle)
}

/** @param {import('./handle.js').Handle} handle */
function ended (handle) {
  handle.buffer = null
  handle.cb()
}

/**
 * @param {ZlibBase} stream
 * @param {number} size
 * @returns {boolean} the reader wants no more for now
 */
function pushed (stream, size) {
  if (size <= 0) return false
  const out = stream._outBuffer.subarray(stream._outOffset, stream._outOffset + size)
  stream._outOffset += size
  return !stream.push(out)
}

/**
 * @param {ZlibBase} stream
 * @param {() => void} next
 */
function whenRead (stream, next) {
  const read = stream._read
  stream._read = (size) => {
    stream._read = read
    next()
    stream._read(size)
  }
}

/**
 * @param {ZlibBase} stream closed afterwards
 * @param {Uint8Array} chunk
 * @param {number} flush
 * @returns {Buffer} all that came out
 */
export function processChunkSync (stream, chunk, flush) {
  stream.on('error', () => {})
  const handle = /** @type {import('./handle.js').Handle} */ (stream._handle)
  /** @type {Uint8Array[]} */
  const parts = []
  let [buffer, offset, room] = [stream._outBuffer, stream._outOffset, stream._chunkSize - stream._outOffset]
  let [used, size] = [0, 0]
  for (;;) {
    handle.writeSync(flush, chunk, used, chunk.byteLength - used, buffer, offset, room)
    const error = failures.get(stream)
    if (error) throw error
    const [roomLeft, inputLeft] = stream._writeState
    parts.push(buffer.subarray(offset, offset + room - roomLeft))
    used = chunk.byteLength - inputLeft
    size += room - roomLeft
    if (size > stream._maxOutputLength) {
      release(stream)
      throw tooLarge(stream._maxOutputLength)
    }
    if (roomLeft > 0) break
    buffer = Buffer.allocUnsafe(stream._chunkSize);
    [offset, room] = [0, stream._chunkSize]
  }
  stream.bytesWritten = used
  release(stream)
  return Buffer.concat(parts)
}
