import { EventEmitter } from 'oro:events'
import { invalidState } from 'oro:errors/node'
import { access } from './operations/attributes.js'
import * as contents from './operations/contents.js'
import * as descriptor from './operations/descriptor.js'
import { dataBytes, optionsOf } from './arguments/encoding.js'
import { fileClosed } from './arguments/errors.js'
import * as fds from './fds.js'
import { F_OK } from './arguments/numbers.js'
import { perform } from './operations/operation.js'
import * as pieces from './operations/pieces.js'
import { ReadStream } from './streams/read-stream.js'
import { WriteStream } from './streams/write-stream.js'

export { DirectoryHandle } from './directory-handle.js'

/** @typedef {import('./arguments/paths.js').PathLike} PathLike */
/** @typedef {import('./arguments/check.js').Mode} Mode */
/** @typedef {import('./arguments/check.js').Time} Time */

/** An open file. It closes when told to, and with the page at the latest. */
export class FileHandle extends EventEmitter {
  static DEFAULT_ACCESS_MODE = F_OK
  static DEFAULT_OPEN_FLAGS = 'r'
  static DEFAULT_OPEN_MODE = 0o666

  /** @type {Promise<void> | null} */
  #closing = null
  #locked = false

  /** @param {{ id: string, fd: number }} opened */
  constructor ({ id, fd }) {
    super()
    this.id = id
    /** The system's number, -1 once closed. */
    this.fd = fd
    fds.set(fd, id, 'file')
    fds.addHandle(this)
  }

  /**
   * @param {PathLike} path
   * @param {number} [mode]
   * @returns {Promise<boolean>} whether the path can be used so
   */
  static async access (path, mode = FileHandle.DEFAULT_ACCESS_MODE) {
    await perform(access(path, mode))
    return true
  }

  /**
   * @param {PathLike} path
   * @param {string | number | null} [flags]
   * @param {Mode | null} [mode]
   * @returns {Promise<FileHandle>}
   */
  static async open (path, flags = FileHandle.DEFAULT_OPEN_FLAGS, mode = FileHandle.DEFAULT_OPEN_MODE) {
    return new this(await perform(descriptor.open(path, flags, mode)))
  }

  /**
   * The handle of something open already.
   * @param {FileHandle | number} source a handle, or the system's number
   */
  static from (source) {
    if (source instanceof FileHandle) return source
    return new this({ id: fds.get(source) ?? '', fd: source })
  }

  get opening () {
    return false
  }

  get opened () {
    return this.fd !== -1
  }

  get closing () {
    return this.#closing !== null && this.opened
  }

  get closed () {
    return !this.opened
  }

  /** Close it. A second call waits for the first. */
  async close () {
    if (this.closed) return
    this.#closing ??= this.#close()
    await this.#closing
  }

  async #close () {
    const { fd } = this
    await perform(descriptor.close(this.id))
    this.fd = -1
    fds.release(fd, this.id)
    this.emit('close')
  }

  /**
   * @param {string} syscall
   * @returns {string} the id
   */
  #open (syscall) {
    if (this.closed) throw fileClosed(syscall)
    return this.id
  }

  /**
   * Read into a buffer: `read(buffer, offset, length, position)`, `read(buffer, options)` or `read(options)`.
   * @param {...any} args
   * @returns {Promise<{ bytesRead: number, buffer: any }>}
   */
  async read (...args) {
    return perform(pieces.read(this.#open('read'), ...args))
  }

  /**
   * @param {ArrayBufferView<ArrayBuffer>[]} buffers filled in order
   * @param {number | null} [position]
   */
  async readv (buffers, position) {
    return perform(pieces.readv(this.#open('readv'), buffers, position))
  }

  /**
   * Read from where the last read ended to the end.
   * @param {any} [options] encoding, or `{ encoding, signal }`
   * @returns {Promise<any>}
   */
  async readFile (options) {
    const { encoding, signal } = optionsOf(options)
    return perform(contents.restOf(this.#open('readFile'), encoding, signal))
  }

  /**
   * Write: `write(buffer, offset, length, position)`, `write(buffer, options)` or `write(text, position, encoding)`.
   * @param {...any} args
   * @returns {Promise<{ bytesWritten: number, buffer: any }>}
   */
  async write (...args) {
    return perform(pieces.write(this.#open('write'), ...args))
  }

  /**
   * @param {ArrayBufferView<ArrayBuffer>[]} buffers
   * @param {number | null} [position]
   */
  async writev (buffers, position) {
    return perform(pieces.writev(this.#open('writev'), buffers, position))
  }

  /**
   * Write everything, from where the last write ended. If aborted, part may have been written.
   * @param {any} data text, bytes, or something that yields them
   * @param {any} [options] encoding, or `{ encoding, signal }`
   */
  async writeFile (data, options) {
    const { encoding, signal } = optionsOf(options)
    const id = this.#open('writeFile')
    if (contents.isIterable(data)) await perform(contents.every(id, data, encoding, signal))
    else await perform(contents.whole(id, dataBytes(data, encoding), signal))
  }

  /**
   * @param {any} data
   * @param {any} [options]
   */
  appendFile (data, options) {
    return this.writeFile(data, options)
  }

  /** @param {{ bigint?: boolean }} [options] */
  async stat (options) {
    return perform(descriptor.fstat(this.#open('fstat'), options))
  }

  /** @param {{ bigint?: boolean }} [options] an open file is no link, so this is `stat()` */
  lstat (options) {
    return this.stat(options)
  }

  async sync () {
    await perform(descriptor.fsync(this.#open('fsync')))
  }

  async datasync () {
    await perform(descriptor.fdatasync(this.#open('fdatasync')))
  }

  /** @param {number} [len] */
  async truncate (len = 0) {
    await perform(descriptor.ftruncate(this.#open('ftruncate'), len))
  }

  /** @param {Mode} mode */
  async chmod (mode) {
    await perform(descriptor.fchmod(this.#open('fchmod'), mode))
  }

  /**
   * @param {number} uid
   * @param {number} gid
   */
  async chown (uid, gid) {
    await perform(descriptor.fchown(this.#open('fchown'), uid, gid))
  }

  /**
   * @param {Time} atime
   * @param {Time} mtime
   */
  async utimes (atime, mtime) {
    await perform(descriptor.futimes(this.#open('futimes'), atime, mtime))
  }

  /** @param {any} [options] see `ReadStream` */
  createReadStream (options) {
    return new ReadStream(null, { ...optionsOf(options), fd: this })
  }

  /** @param {any} [options] see `WriteStream` */
  createWriteStream (options) {
    return new WriteStream(null, { ...optionsOf(options), fd: this })
  }

  /**
   * The bytes from where the last read ended; the handle stays open.
   * @returns {ReadableStream<Uint8Array>}
   */
  readableWebStream ({ type } = /** @type {{ type?: string }} */ ({})) {
    if (this.closed) throw invalidState('The FileHandle is closed')
    if (this.closing) throw invalidState('The FileHandle is closing')
    if (this.#locked) throw invalidState('The FileHandle is locked')
    this.#locked = true
    const pieces = this.createReadStream({ autoClose: false })[Symbol.asyncIterator]()
    return new ReadableStream(/** @type {any} */ ({
      ...(type === 'bytes' && { type }),
      async pull (/** @type {any} */ controller) {
        const { done, value } = await pieces.next()
        if (done) {
          controller.close()
          controller.byobRequest?.respond(0)
        } else controller.enqueue(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      },
      async cancel () {
        await pieces.return?.()
      }
    }), { highWaterMark: 0 })
  }

  /**
   * Lines, without their ends.
   * @param {any} [options] encoding, or see `ReadStream`
   * @returns {AsyncGenerator<string>}
   */
  async * readLines (options) {
    let rest = ''
    for await (const text of this.createReadStream({ encoding: 'utf8', ...optionsOf(options) })) {
      const lines = (rest + text).split(/\r\n|\n/)
      rest = /** @type {string} */ (lines.pop())
      yield * lines
    }
    if (rest) yield rest
  }

  /** @returns {AsyncIterator<any>} pieces, from where the last read ended */
  [Symbol.asyncIterator] () {
    return this.createReadStream()[Symbol.asyncIterator]()
  }
}

if (Symbol.asyncDispose) {
  Object.defineProperty(FileHandle.prototype, Symbol.asyncDispose, { value: FileHandle.prototype.close, configurable: true })
}

export default FileHandle
