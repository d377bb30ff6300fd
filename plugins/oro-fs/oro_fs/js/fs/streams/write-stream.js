import { Writable } from 'oro:stream'
import { joined } from 'oro:internal/bytes'
import { fsync, write } from '../operations/descriptor.js'
import { boolean } from '../arguments/check.js'
import { copied, dataBytes, optionsOf, toBuffer } from '../arguments/encoding.js'
import { chosen, replaced } from './functions.js'
import { begin, closeFile, construct, extend, hide, openNothing, streamOptions } from './file-stream.js'
import { perform } from '../operations/operation.js'
import { WriteBehind } from './write-behind.js'

/** @typedef {import('./file-stream.js').FileStreamOptions} FileStreamOptions */

/**
 * Writes a file piece by piece: a Writable of Node, with `bytesWritten`, `path`, `pending` and the events `open` and
 * `ready`. Until a callback is given to `write()`, pieces count as taken before they are on their way, and are
 * written together; `finish`, and closing, wait for all of them, and what fails destroys the stream.
 * @this {any}
 * @param {import('../arguments/paths.js').PathLike | null} path
 * @param {FileStreamOptions} [given]
 */
function Writing (path, given = {}) {
  if (!(this instanceof Writing)) return Reflect.construct(Writing, [path, given])
  const stream = /** @type {any} */ (this)
  const options = copied(optionsOf(given))
  const { fs } = options
  chosen(options, ['open', ...writers(fs), ...(options.autoClose ?? true ? ['close'] : [])])
  begin(stream, path, options, 'w')
  stream.bytesWritten = 0
  stream.flush = boolean(options.flush ?? false, 'options.flush')
  hide(stream, { exact: false, behind: new WriteBehind((bytes) => put(stream, bytes)) })
  if (fs && !fs.write) stream._write = null
  if (fs && !fs.writev) stream._writev = null
  Reflect.apply(Writable, stream, [{ ...streamOptions(options), decodeStrings: true }])
  if (options.encoding) stream.setDefaultEncoding(options.encoding)
}

extend(Writing, Writable, {
  open: openNothing,
  _construct: construct,

  /**
   * @param {any} chunk
   * @param {any} _encoding
   * @param {(error?: any) => void} callback
   */
  _write (chunk, _encoding, callback) {
    const fs = replaced(this, 'write')
    if (fs) writeBy(fs, this, dataBytes(chunk), callback)
    else taken(this, dataBytes(chunk), callback)
  },

  /**
   * @param {{ chunk: any }[]} chunks
   * @param {(error?: any) => void} callback
   */
  _writev (chunks, callback) {
    const fs = replaced(this, 'writev')
    if (fs) writevBy(fs, this, chunks.map(({ chunk }) => dataBytes(chunk)), callback)
    else taken(this, joined(chunks.map(({ chunk }) => dataBytes(chunk))), callback)
  },

  /** @param {(error?: any) => void} callback */
  _final (callback) {
    settled(/** @type {any} */ (this).behind.idle, callback)
  },

  /** @param {...any} args */
  write (...args) {
    const stream = /** @type {any} */ (this)
    stream.exact ||= typeof args.at(-1) === 'function'
    return Writable.prototype.write.apply(stream, /** @type {any} */ (args))
  },

  /**
   * @param {any} error
   * @param {(error?: any) => void} callback
   */
  _destroy (error, callback) {
    const stream = /** @type {any} */ (this)
    const flushed = async () => {
      await stream.behind.idle
      if (stream.flush && !error && stream.fileId !== null) await perform(fsync(stream.fileId))
    }
    settled(flushed(), (failure) => closeFile(stream, error ?? failure ?? null, callback))
  },

  /** @param {(error?: any) => void} [callback] */
  close (callback) {
    const stream = /** @type {any} */ (this)
    if (callback) {
      if (stream.closed) queueMicrotask(() => callback())
      else stream.on('close', callback)
    }
    if (!stream.autoClose) stream.on('finish', stream.destroy)
    stream.end()
  },

  destroySoon: Writable.prototype.end
})

/** @param {any} fs @returns {string[]} those of its functions for writing that have to be there */
function writers (fs) {
  if (!fs) return []
  const given = ['write', 'writev'].filter((name) => fs[name])
  return given.length ? given : ['write']
}

/**
 * @param {any} fs what has `write()`
 * @param {any} stream
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {(error?: any) => void} callback
 */
function writeBy (fs, stream, bytes, callback) {
  fs.write(stream.fd, toBuffer(bytes), 0, bytes.length, stream.pos ?? null, (/** @type {any} */ error, /** @type {number} */ count) => {
    if (error) return callback(error)
    advanced(stream, count)
    if (count < bytes.length) writeBy(fs, stream, bytes.subarray(count), callback)
    else callback()
  })
}

/**
 * @param {any} fs what has `writev()`
 * @param {any} stream
 * @param {Uint8Array<ArrayBuffer>[]} pieces
 * @param {(error?: any) => void} callback
 */
function writevBy (fs, stream, pieces, callback) {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
  fs.writev(stream.fd, pieces.map(toBuffer), stream.pos ?? null, (/** @type {any} */ error, /** @type {number} */ count) => {
    if (error) return callback(error)
    advanced(stream, count)
    if (count < size) writevBy(fs, stream, [joined(pieces).subarray(count)], callback)
    else callback()
  })
}

/**
 * @param {any} stream
 * @param {number} count bytes that were written
 */
function advanced (stream, count) {
  stream.bytesWritten += count
  if (stream.pos !== undefined) stream.pos += count
}

/**
 * @param {any} stream
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {(error?: any) => void} callback
 */
function taken (stream, bytes, callback) {
  const written = stream.behind.add(bytes)
  if (stream.exact || !stream.behind.hasRoom) {
    settled(written, callback)
    return
  }
  written.catch((/** @type {any} */ error) => stream.destroy(error))
  callback()
}

/**
 * @param {any} stream
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function put (stream, bytes) {
  let rest = bytes
  while (rest.length) {
    const count = await perform(write(stream.fileId, rest, stream.pos ?? -1))
    advanced(stream, count)
    rest = rest.subarray(count)
  }
}

/**
 * @param {Promise<any>} promise
 * @param {(error?: any) => void} callback
 */
function settled (promise, callback) {
  promise.then(() => queueMicrotask(() => callback()), (error) => queueMicrotask(() => callback(error)))
}

/**
 * @typedef {import('oro:stream').Writable & { fd: number | null, path: any, flags: any, mode: number, start?: number,
 *   bytesWritten: number, readonly pending: boolean, close: (callback?: (error?: any) => void) => void }} WriteStream
 */

Object.defineProperty(Writing, 'name', { value: 'WriteStream' })

/** @type {{ new (path: import('../arguments/paths.js').PathLike | null, options?: FileStreamOptions): WriteStream, prototype: WriteStream }} */
export const WriteStream = /** @type {any} */ (Writing)

export default WriteStream
