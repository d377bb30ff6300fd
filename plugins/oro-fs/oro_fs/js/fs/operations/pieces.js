/** Reading and writing pieces of something open, as operations and steps; the first argument is its id. */

import { Buffer } from 'oro:buffer'
import { invalidArgValue, outOfRange } from 'oro:errors/node'
import { joined } from 'oro:internal/bytes'
import { integer, object, placeOf, positionOf, viewOf, viewsOf } from '../arguments/check.js'
import * as descriptor from './descriptor.js'
import { dataBytes } from '../arguments/encoding.js'
import { systemError } from '../arguments/errors.js'
import { perform } from './operation.js'
import { writeTogether } from './write-together.js'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {ArrayBufferView<ArrayBuffer>} View */
/**
 * @template R
 * @typedef {import('./operation.js').Steps<R>} Steps
 */

const EINVAL = 22
const DEFAULT_READ = 16384
const WRITABLE = 'of type string or an instance of Buffer, TypedArray, or DataView'

/**
 * `read(buffer, offset, length, position)`, `read(buffer, options)` or `read(options)`.
 * @param {string} id
 * @param {...any} args
 * @returns {Steps<{ bytesRead: number, buffer: any }>}
 */
export function read (id, ...args) {
  const { buffer, offset, length, position } = readable(args)
  return reading()

  function * reading () {
    if (length === 0) return { bytesRead: 0, buffer }
    /** @type {Bytes} */
    const bytes = yield descriptor.read(id, length, position)
    dataBytes(buffer).set(bytes, offset)
    return { bytesRead: bytes.length, buffer }
  }
}

/**
 * `write(buffer, offset, length, position)`, `write(buffer, options)` or `write(text, position, encoding)`.
 * @param {string} id
 * @param {...any} args
 * @returns {Steps<{ bytesWritten: number, buffer: any }>}
 */
export function write (id, ...args) {
  const { bytes, buffer, position } = writable(args)
  return writing()

  function * writing () {
    if (bytes.length === 0 && typeof buffer !== 'string') return { bytesWritten: 0, buffer }
    /** @type {number} */
    const bytesWritten = yield descriptor.write(id, bytes, position)
    return { bytesWritten, buffer }
  }
}

/**
 * As `write()`; what follows the file's own position goes with its like.
 * @param {string} id
 * @param {...any} args
 * @returns {Steps<{ bytesWritten: number, buffer: any }>}
 */
export function writeSoon (id, ...args) {
  const { bytes, buffer, position } = writable(args)
  const together = position < 0 && bytes.length > 0
  const written = together && writeTogether(id, bytes, (piece) => perform(descriptor.write(id, piece, -1)))
  return together ? waiting() : write(id, ...args)

  function * waiting () {
    /** @type {number} */
    const bytesWritten = yield written
    return { bytesWritten, buffer }
  }
}

/**
 * @param {string} id
 * @param {View[]} buffers filled in order
 * @param {number | null} [position]
 * @returns {Steps<{ bytesRead: number, buffers: View[] }>}
 */
export function readv (id, buffers, position) {
  const views = viewsOf(buffers).map((view) => dataBytes(view))
  const size = views.reduce((total, view) => total + view.length, 0)
  return reading()

  function * reading () {
    if (views.length === 0) throw systemError(-EINVAL, 'EINVAL', '', { syscall: 'read' })
    /** @type {Bytes} */
    const bytes = yield descriptor.read(id, size, placeOf(position))
    let at = 0
    for (const view of views) {
      view.set(bytes.subarray(at, at + view.length))
      at += view.length
    }
    return { bytesRead: bytes.length, buffers }
  }
}

/**
 * @param {string} id
 * @param {View[]} buffers
 * @param {number | null} [position]
 * @returns {Steps<{ bytesWritten: number, buffers: View[] }>}
 */
export function writev (id, buffers, position) {
  const bytes = joined(viewsOf(buffers).map((view) => dataBytes(view)))
  return writing()

  function * writing () {
    /** @type {number} */
    const bytesWritten = buffers.length ? yield descriptor.write(id, bytes, placeOf(position)) : 0
    return { bytesWritten, buffers }
  }
}

/** @param {any[]} args */
function readable (args) {
  const { buffer, offset, length, position } = readArguments(args)
  const view = viewOf(buffer)
  const from = offset === undefined || offset === null ? 0 : integer(offset, 'offset', 0)
  const size = Math.trunc(Number(length ?? view.byteLength - from)) | 0
  if (size === 0) return { buffer, offset: from, length: 0, position: -1 }
  if (view.byteLength === 0) throw invalidArgValue('buffer', buffer, 'is empty and cannot be written')
  if (size < 0) throw outOfRange('length', '>= 0', size)
  if (from + size > view.byteLength) throw outOfRange('length', `<= ${view.byteLength - from}`, size)
  return { buffer, offset: from, length: size, position: positionOf(position) }
}

/** @param {any[]} args */
function readArguments (args) {
  const [first, second, third, fourth] = args
  if (first === undefined || isOptions(first)) return placed(first?.buffer ?? Buffer.alloc(DEFAULT_READ), first)
  if (typeof second === 'object' && isOptions(second)) return placed(first, second)
  return { buffer: first, offset: second, length: third, position: fourth }
}

/**
 * Options may be inherited.
 * @param {any} buffer
 * @param {any} options
 */
function placed (buffer, options) {
  const { offset, length, position } = options ?? {}
  return { buffer, offset, length, position }
}

/** @param {any[]} args */
function writable ([first, second, third, fourth]) {
  if (typeof first === 'string') {
    return { bytes: textBytes(first, third), buffer: first, position: placeOf(second) }
  }
  const view = viewOf(first, WRITABLE)
  const { offset, length, position } = typeof second === 'object' && !Array.isArray(second)
    ? second ?? {}
    : { offset: second, length: third, position: fourth }
  const size = view.byteLength
  const from = offset === undefined || offset === null ? 0 : integer(offset, 'offset', 0)
  if (from > size) throw outOfRange('offset', `<= ${size}`, from)
  const count = typeof length === 'number' ? length : size - from
  if (count > size - from) throw outOfRange('length', `<= ${size - from}`, count)
  if (count < 0) throw outOfRange('length', '>= 0', count)
  integer(count, 'length')
  return { bytes: dataBytes(view).subarray(from, from + count), buffer: first, position: placeOf(position) }
}

/**
 * @param {string} text
 * @param {any} encoding
 */
function textBytes (text, encoding) {
  if (encoding === 'hex' && text.length % 2) {
    throw invalidArgValue('encoding', encoding, `is invalid for data of length ${text.length}`)
  }
  return dataBytes(text, Buffer.isEncoding(encoding) ? encoding : 'utf8')
}

/** @param {any} value */
function isOptions (value) {
  if (value === undefined || ArrayBuffer.isView(value)) return false
  return value === null || object(value) === value
}
