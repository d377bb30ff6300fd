/**
 * The common part of reading and writing streams: a file that is opened first and closed last. The classes are functions,
 * as in Node, because libraries extend them with `call()` and `Object.create()`.
 */

import { finished } from 'oro:stream'
import { invalidArgType } from 'oro:errors/node'
import { callable, descriptorNumber, integer, modeOf } from '../arguments/check.js'
import { idOf } from '../operations/by-number.js'
import { close, open } from '../operations/descriptor.js'
import { isHandle } from '../fds.js'
import { perform } from '../operations/operation.js'
import { toPath } from '../arguments/paths.js'
import { replaced } from './functions.js'

/**
 * @typedef {import('../handle.js').FileHandle} FileHandle
 *
 * @typedef {object} FileStreamOptions
 * @property {string | number} [flags]
 * @property {import('../arguments/check.js').Mode} [mode]
 * @property {any} [encoding]
 * @property {number | FileHandle | null} [fd] what to use instead of opening the path
 * @property {boolean} [autoClose] close the file at the end, true unless given
 * @property {boolean} [emitClose] true unless given
 * @property {number} [start]
 * @property {number} [end] the last byte read
 * @property {number} [highWaterMark]
 * @property {any} [fs] functions to use instead of those of this module
 * @property {AbortSignal} [signal]
 * @property {boolean} [flush] have what was written on the disk before the file closes
 */

/**
 * Begin a stream: read the options both kinds take.
 * @param {any} stream
 * @param {any} path
 * @param {FileStreamOptions} options
 * @param {string} flags used unless given
 */
export function begin (stream, path, options, flags) {
  const { fd } = options
  stream.fd = null
  hide(stream, { fileId: null, handle: null, functions: isHandle(fd) ? null : options.fs ?? null })
  if (fd === undefined || fd === null) {
    stream.path = toPath(path)
    stream.flags = options.flags ?? flags
    stream.mode = modeOf(options.mode, 0o666)
  } else if (isHandle(fd)) {
    follow(stream, fd)
  } else {
    if (typeof fd !== 'number') throw invalidArgType('options.fd', 'of type number or an instance of FileHandle', fd)
    stream.fd = descriptorNumber(fd)
    stream.fileId = idOf(fd)
  }
  stream.start = options.start
  stream.pos = options.start === undefined ? undefined : integer(options.start, 'start', 0)
}

/**
 * Give a stream members that are no business of those who list them.
 * @param {any} stream
 * @param {Record<string, any>} members
 */
export function hide (stream, members) {
  for (const [name, value] of Object.entries(members)) Object.defineProperty(stream, name, { value, writable: true, configurable: true })
}

/** @param {any} options for the stream beneath */
export function streamOptions (options) {
  return { ...options, autoDestroy: options.autoClose ?? true, emitClose: options.emitClose ?? true }
}

/**
 * Open the file, unless it is.
 * @this {any}
 * @param {(error?: any) => void} callback
 */
export function construct (callback) {
  if (this.fileId !== null) {
    callback()
    return
  }
  if (this.open !== openNothing) {
    patched(this, callback)
    return
  }
  const fs = replaced(this, 'open')
  if (fs) {
    fs.open(this.path, this.flags, this.mode, (/** @type {any} */ error, /** @type {any} */ fd) => {
      if (error) return callback(error)
      this.fd = fd
      this.fileId = this.functions ? '' : idOf(fd)
      callback()
      this.emit('open', fd)
      this.emit('ready')
    })
    return
  }
  // What cannot be asked for at all fails like what cannot be opened.
  Promise.resolve().then(() => perform(open(this.path, this.flags, this.mode))).then(
    ({ id, fd }) => queueMicrotask(() => {
      this.fileId = id
      this.fd = fd
      callback()
      this.emit('open', fd)
      this.emit('ready')
    }),
    (error) => queueMicrotask(() => callback(error))
  )
}

/** Opening is none of a caller's business; libraries that replace this have it called. */
export function openNothing () {}

/**
 * Close the file, if it is the stream's own.
 * @param {any} stream
 * @param {any} error
 * @param {(error?: any) => void} callback
 */
export function closeFile (stream, error, callback) {
  const id = stream.fileId
  if (id === null) {
    callback(error)
    return
  }
  const { fd } = stream
  stream.fileId = null
  stream.fd = null
  const fs = stream.handle ? null : replaced(stream, 'close')
  if (fs) {
    fs.close(fd, (/** @type {any} */ failure) => callback(failure ?? error))
    return
  }
  const closing = stream.handle ? stream.handle.close() : perform(close(id))
  closing.then(
    () => queueMicrotask(() => callback(error)),
    (/** @type {any} */ failure) => queueMicrotask(() => callback(failure ?? error))
  )
}

/**
 * @param {any} stream
 * @param {FileHandle} handle
 */
function follow (stream, handle) {
  stream.handle = handle
  stream.fd = descriptorNumber(handle.fd)
  stream.fileId = handle.id
  const end = () => stream.close()
  handle.on('close', end)
  finished(stream, () => handle.off('close', end))
}

/**
 * A library put its own `open()` in: it emits `open` with a number, or `error`.
 * @param {any} stream
 * @param {(error?: any) => void} callback
 */
function patched (stream, callback) {
  const emit = stream.emit
  stream.emit = function (/** @type {any} */ name, /** @type {any} */ value, /** @type {any[]} */ ...rest) {
    if (name === 'open' || name === 'error') stream.emit = emit
    if (name === 'error') {
      callback(value)
      return true
    }
    if (name === 'open') {
      stream.fileId = idOf(value)
      callback()
    }
    return emit.call(stream, name, value, ...rest)
  }
  stream.open()
}

/**
 * @param {any} Class
 * @param {any} Base
 * @param {Record<string, any>} methods
 */
export function extend (Class, Base, methods) {
  Object.setPrototypeOf(Class, Base)
  Object.setPrototypeOf(Class.prototype, Base.prototype)
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(Class.prototype, name, { value, writable: true, configurable: true })
  }
  Object.defineProperties(Class.prototype, {
    pending: { configurable: true, get () { return this.fd === null } },
    autoClose: {
      configurable: true,
      get () { return stateOf(this).autoDestroy },
      set (value) { stateOf(this).autoDestroy = value }
    }
  })
}

/**
 * @param {any} callback
 * @returns {(error?: any) => void}
 */
export function onceClosed (callback) {
  return (/** @type {any} */ error) => callable(callback)(error ?? null)
}

/** @param {any} stream */
function stateOf (stream) {
  return stream._readableState ?? stream._writableState
}
