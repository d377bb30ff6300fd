/**
 * Everything at once: the functions beside zlib's classes.
 * @module
 */

import { Buffer } from '../buffer.js'
import { invalidArgType } from '../../base/errors/node.js'
import { bytes, isMemory } from './options.js'
import { processChunkSync, tooLarge } from './process-chunk.js'

/** @typedef {import('./streams.js').ZlibBase} ZlibBase */
/** @typedef {(error: Error | null, result?: any) => void} Callback */
/** @typedef {{ new (options?: any): ZlibBase, (options?: any): ZlibBase, prototype: ZlibBase }} ZlibClass */

/** @param {ZlibClass} Class @returns {(buffer: any, options?: any) => any} */
export function atOnce (Class) {
  return function syncBufferWrapper (buffer, options) {
    const stream = new Class(options)
    const out = processChunkSync(stream, bytes(buffer), stream._finishFlushFlag)
    return stream._info ? { buffer: out, engine: stream } : out
  }
}

/** @param {ZlibClass} Class @returns {(buffer: any, options?: any, callback?: Callback) => void} */
export function calledBack (Class) {
  return function asyncBufferWrapper (buffer, options, callback) {
    if (typeof options === 'function') [options, callback] = [{}, options]
    collect(new Class(options), buffer, callback)
  }
}

/**
 * @param {ZlibBase} stream
 * @param {any} input
 * @param {Callback | undefined} callback
 */
function collect (stream, input, callback) {
  if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
  /** @type {Buffer[]} */
  const parts = []
  let size = 0
  stream.on('data', (/** @type {Buffer} */ part) => {
    parts.push(part)
    size += part.length
    if (size <= stream._maxOutputLength) return
    stream.close()
    stream.removeAllListeners('end')
    callback(tooLarge(stream._maxOutputLength))
  })
  stream.on('error', (error) => {
    stream.removeAllListeners('end')
    callback(error)
  })
  stream.on('end', () => {
    const buffer = Buffer.concat(parts, size)
    stream.close()
    callback(null, stream._info ? { buffer, engine: stream } : buffer)
  })
  stream.end(ArrayBuffer.isView(input) || isMemory(input) ? bytes(input) : input)
}
