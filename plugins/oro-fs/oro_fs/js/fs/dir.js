import { nodeError } from 'oro:errors/node'
import { DirectoryHandle } from './directory-handle.js'
import { Dirent } from './dirent.js'
import { optionsOf } from './encoding.js'
import { callbackOf, settle } from './operation.js'
import { toPath } from './paths.js'

export { Dirent, kType, sortDirectoryEntries } from './dirent.js'

/** @typedef {import('./dirent.js').Entry} Entry */
/** @typedef {import('./paths.js').PathLike} PathLike */

/** An open folder as Node has it. */
export class Dir {
  /** @type {Entry[]} */
  #entries = []
  #handle
  #encoding
  #bufferSize

  /**
   * @param {DirectoryHandle} handle
   * @param {string} path
   * @param {{ encoding?: any, bufferSize?: number }} [options]
   */
  constructor (handle, path, { encoding, bufferSize = DirectoryHandle.DEFAULT_BUFFER_SIZE } = {}) {
    this.#handle = handle
    this.#encoding = encoding
    this.#bufferSize = bufferSize
    this.path = path
  }

  /**
   * @param {PathLike} path
   * @param {any} [options]
   */
  static async open (path, options) {
    const given = optionsOf(options)
    return new this(await DirectoryHandle.open(path), toPath(path), given)
  }

  /**
   * @param {PathLike} path
   * @param {any} [options]
   */
  static openSync (path, options) {
    const given = optionsOf(options)
    return new this(DirectoryHandle.openSync(path), toPath(path), given)
  }

  /**
   * The next entry, null at the end: as a promise, or with a callback.
   * @param {...any} args
   * @returns {Promise<Dirent | null> | undefined}
   */
  read (...args) {
    const next = this.#next()
    if (args.length === 0) return next
    settle(next, callbackOf(args))
    return undefined
  }

  /** @returns {Dirent | null} */
  readSync () {
    this.#check()
    if (this.#entries.length === 0) this.#entries = this.#handle.readSync({ entries: this.#bufferSize })
    return this.#shift()
  }

  /**
   * @param {...any} args nothing for a promise, or a callback
   * @returns {Promise<void> | undefined}
   */
  close (...args) {
    const done = this.#close()
    if (args.length === 0) return done
    settle(done, callbackOf(args))
    return undefined
  }

  closeSync () {
    this.#check()
    this.#handle.closeSync()
  }

  /** @returns {AsyncGenerator<Dirent, void, void>} closes the folder at its end */
  async * entries () {
    try {
      for (let entry = await this.#next(); entry; entry = await this.#next()) yield entry
    } finally {
      await this.#close()
    }
  }

  [Symbol.asyncIterator] () {
    return this.entries()
  }

  async #next () {
    this.#check()
    if (this.#entries.length === 0) this.#entries = await this.#handle.read({ entries: this.#bufferSize })
    return this.#shift()
  }

  #shift () {
    const entry = this.#entries.shift()
    return entry ? Dirent.from(entry, this.path, this.#encoding) : null
  }

  async #close () {
    this.#check()
    await this.#handle.close()
  }

  #check () {
    if (this.#handle.closed) throw nodeError(Error, 'ERR_DIR_CLOSED', 'Directory handle was closed')
  }
}

export default Dir
