import { EventEmitter } from 'oro:events'
import { outOfRange } from 'oro:errors/node'
import { aborted } from './errors.js'
import * as fds from './fds.js'
import { FileHandle } from './handle.js'
import { settle } from './operation.js'
import { toPath } from './paths.js'

export const HIGH_WATER_MARK = 65536

/**
 * @typedef {object} FileStreamOptions
 * @property {string | number} [flags]
 * @property {import('./operations.js').Mode} [mode]
 * @property {any} [encoding]
 * @property {number | FileHandle} [fd] what to use instead of opening the path
 * @property {FileHandle} [handle] the same
 * @property {boolean} [autoClose] close the file at the end, true unless given
 * @property {boolean} [emitClose] true unless given
 * @property {number} [start]
 * @property {number} [end] the last byte read
 * @property {number} [highWaterMark]
 * @property {AbortSignal} [signal]
 */

/** What reading and writing streams share: a file that is opened first and closed last. */
export class FileStream extends EventEmitter {
  /** @type {number | null} */
  fd = null
  destroyed = false
  closed = false
  /** @type {any} */
  errored = null

  /**
   * @param {import('./paths.js').PathLike | null} path
   * @param {FileStreamOptions} options
   * @param {string} flags used unless given
   */
  constructor (path, options, flags) {
    super()
    this.path = path === null ? undefined : toPath(path)
    this.options = options
    this.autoClose = options.autoClose ?? true
    const { signal } = options
    /** @type {Promise<FileHandle>} */
    this.handle = this.#given() ?? FileHandle.open(this.path ?? '', options.flags ?? flags, options.mode ?? 0o666)
    this.handle.then((handle) => this.#opened(handle), (error) => this.destroy(error))
    if (signal?.aborted) queueMicrotask(() => this.destroy(aborted(signal.reason)))
    else signal?.addEventListener('abort', () => this.destroy(aborted(signal.reason)), { once: true })
  }

  get pending () {
    return this.fd === null
  }

  /**
   * Give up, or finish: the file closes, then `error` and `close` follow.
   * @param {any} [error]
   */
  destroy (error) {
    if (this.destroyed) return this
    this.destroyed = true
    this.errored = error ?? null
    this.#close().then(
      () => this.#announce(error),
      (failure) => this.#announce(error ?? failure)
    )
    return this
  }

  /** @param {(error?: any) => void} [callback] */
  close (callback) {
    if (callback) settle(this.closed ? Promise.resolve() : new Promise((resolve) => this.once('close', resolve)), callback)
    this.destroy()
  }

  /** @returns {Promise<FileHandle> | null} */
  #given () {
    const given = this.options.handle ?? this.options.fd
    if (given === undefined || given === null) return null
    if (given instanceof FileHandle) return Promise.resolve(given)
    if (!fds.has(given)) throw outOfRange('fd', 'an open file', given)
    return Promise.resolve(FileHandle.from(given))
  }

  /** @param {FileHandle} handle */
  #opened (handle) {
    this.fd = handle.fd
    if (this.destroyed) return
    this.emit('open', handle.fd)
    this.emit('ready')
  }

  async #close () {
    const handle = await this.handle.catch(() => null)
    if (this.autoClose) await handle?.close()
  }

  /** @param {any} error */
  #announce (error) {
    this.closed = true
    // Out of the promise's reach: an error without a listener is an uncaught one.
    if (error) queueMicrotask(() => this.emit('error', error))
    if (this.options.emitClose ?? true) queueMicrotask(() => this.emit('close'))
  }
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {any}
 */
export function checkedPosition (name, value) {
  if (value === undefined || value === Infinity || (Number.isSafeInteger(value) && value >= 0)) return value
  throw outOfRange(name, `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, value)
}
