import { Buffer } from 'oro:buffer'
import { finished, Readable } from 'oro:stream'
import { outOfRange } from 'oro:errors/node'
import { integer } from '../arguments/check.js'
import { read } from '../operations/descriptor.js'
import { copied, optionsOf } from '../arguments/encoding.js'
import { begin, closeFile, construct, extend, hide, onceClosed, openNothing, streamOptions } from './file-stream.js'
import { chosen, replaced } from './functions.js'
import { perform } from '../operations/operation.js'
import { passedThrough, targetOf } from './pipe.js'

/** @typedef {import('./file-stream.js').FileStreamOptions} FileStreamOptions */

const HIGH_WATER_MARK = 64 << 10

/**
 * A stream that is read on asks for more and more in one call of the host, up to this, and hands it on in pieces of its
 * high-water mark: what one call costs is soon spread over megabytes.
 */
const AHEAD = 8 << 20
const GROWTH = 4

/**
 * Reads a file piece by piece: a Readable of Node, with `bytesRead`, `path`, `pending` and the events `open` and
 * `ready`. Without a `fd` it may read ahead of what is taken.
 * @this {any}
 * @param {import('../arguments/paths.js').PathLike | null} path
 * @param {FileStreamOptions} [given]
 */
function Reading (path, given = {}) {
  if (!(this instanceof Reading)) return Reflect.construct(Reading, [path, given])
  const stream = /** @type {any} */ (this)
  const options = copied(optionsOf(given))
  chosen(options, ['open', 'read', ...(options.autoClose ?? true ? ['close'] : [])])
  begin(stream, path, options, 'r')
  const { start, end } = options
  stream.end = end === undefined || end === Infinity ? Infinity : integer(end, 'end', 0)
  if (start !== undefined && start > stream.end) throw outOfRange('start', `<= "end" (here: ${end})`, start)
  stream.bytesRead = 0
  hide(stream, { ahead: { at: start ?? (stream.fileId === null ? 0 : -1), left: null, next: null, size: 0, through: true } })
  Reflect.apply(Readable, stream, [{ highWaterMark: HIGH_WATER_MARK, ...streamOptions(options) }])
}

extend(Reading, Readable, {
  open: openNothing,
  _construct: construct,

  /** @param {number} size */
  _read (size) {
    take(/** @type {any} */ (this), size)
  },

  /**
   * @param {any} error
   * @param {(error?: any) => void} callback
   */
  _destroy (error, callback) {
    closeFile(this, error, callback)
  },

  /** @param {(error?: any) => void} [callback] */
  close (callback) {
    const stream = /** @type {any} */ (this)
    if (callback) finished(stream, onceClosed(callback))
    stream.destroy(null)
  }
})

/**
 * @param {any} stream
 * @param {number} size
 */
function take (stream, size) {
  const wanted = Math.min(size, leftOf(stream))
  if (wanted <= 0) {
    stream.push(null)
    return
  }
  const fs = replaced(stream, 'read')
  if (fs) {
    readBy(fs, stream, wanted)
    return
  }
  const { left } = stream.ahead
  if (left?.length) {
    // Never from within: a stream that decodes waits for its rest only then.
    queueMicrotask(() => { if (!stream.destroyed) give(stream, left.subarray(0, wanted)) })
    return
  }
  fetched(stream, wanted).then(
    (bytes) => queueMicrotask(() => received(stream, bytes, wanted)),
    (error) => queueMicrotask(() => stream.destroy(error))
  )
}

/**
 * @param {any} fs what has `read()`
 * @param {any} stream
 * @param {number} size
 */
function readBy (fs, stream, size) {
  const buffer = Buffer.allocUnsafeSlow(size)
  fs.read(stream.fd, buffer, 0, size, stream.pos ?? null, (/** @type {any} */ error, /** @type {number} */ count, /** @type {any} */ bytes) => {
    if (error) return stream.destroy(error)
    if (count > 0) {
      stream.bytesRead += count
      if (stream.pos !== undefined) stream.pos += count
    }
    stream.push(count > 0 ? bytes.subarray(0, count) : null)
  })
}

/**
 * @param {any} stream
 * @returns {number} how many bytes it may still read
 */
function leftOf (stream) {
  return stream.end - (stream.pos ?? stream.bytesRead) + 1
}

/**
 * Ask for what is wanted, or take what was asked for before; then ask for what comes next.
 * @param {any} stream
 * @param {number} wanted
 */
async function fetched (stream, wanted) {
  const { ahead } = stream
  if (ahead.at < 0) return perform(read(stream.fileId, wanted, -1))
  if (!ahead.next && targetOf(stream)) {
    const isDone = await passedThrough(stream, () => leftOf(stream))
    if (isDone || stream.destroyed) return new Uint8Array(0)
  }
  const bytes = await (ahead.next ?? perform(read(stream.fileId, Math.min(wanted, leftOf(stream)), ahead.at)))
  ahead.next = null
  ahead.at += bytes.length
  if (ahead.size && bytes.length && stream.fileId !== null && !targetOf(stream)) ahead.next = reading(stream)
  ahead.size = Math.min(AHEAD, ahead.size * GROWTH || wanted)
  return bytes
}

/** @param {any} stream */
function reading (stream) {
  const { ahead } = stream
  const size = Math.min(ahead.size, stream.end - ahead.at + 1)
  if (!(size > 0)) return null
  const next = perform(read(stream.fileId, size, ahead.at))
  next.catch(() => {})
  return next
}

/**
 * @param {any} stream
 * @param {any} bytes
 * @param {number} wanted
 */
function received (stream, bytes, wanted) {
  if (stream.destroyed) return
  if (bytes.length === 0) stream.push(null)
  else {
    stream.ahead.left = bytes
    give(stream, bytes.subarray(0, wanted))
  }
}

/**
 * @param {any} stream
 * @param {any} bytes the beginning of what is left
 */
function give (stream, bytes) {
  stream.ahead.left = stream.ahead.left.subarray(bytes.length)
  stream.bytesRead += bytes.length
  if (stream.pos !== undefined) stream.pos += bytes.length
  stream.push(bytes)
}

/**
 * @typedef {import('oro:stream').Readable & { fd: number | null, path: any, flags: any, mode: number, start?: number,
 *   end: number, bytesRead: number, readonly pending: boolean, close: (callback?: (error?: any) => void) => void }} ReadStream
 */

Object.defineProperty(Reading, 'name', { value: 'ReadStream' })

/** @type {{ new (path: import('../arguments/paths.js').PathLike | null, options?: FileStreamOptions): ReadStream, prototype: ReadStream }} */
export const ReadStream = /** @type {any} */ (Reading)

export default ReadStream
