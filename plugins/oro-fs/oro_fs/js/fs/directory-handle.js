import { EventEmitter } from 'oro:events'
import { closedir, opendir, readdir } from './operations/descriptor.js'
import { fileClosed } from './arguments/errors.js'
import { perform, performSync } from './operations/operation.js'

/** @typedef {import('./arguments/paths.js').PathLike} PathLike */
/** @typedef {import('./dirent.js').Entry} Entry */

/** An open folder, read piece by piece. */
export class DirectoryHandle extends EventEmitter {
  static MAX_ENTRIES = 256
  static DEFAULT_BUFFER_SIZE = 32

  #closed = false

  /** @param {string} id */
  constructor (id) {
    super()
    this.id = id
  }

  /** @param {PathLike} path */
  static async open (path) {
    return new this((await perform(opendir(path))).id)
  }

  /** @param {PathLike} path */
  static openSync (path) {
    return new this(performSync(opendir(path)).id)
  }

  get opened () {
    return !this.#closed
  }

  get closed () {
    return this.#closed
  }

  /**
   * @param {{ entries?: number }} [options]
   * @returns {Promise<Entry[]>} none at the end
   */
  async read ({ entries = DirectoryHandle.DEFAULT_BUFFER_SIZE } = {}) {
    return perform(this.#reading(entries))
  }

  /**
   * @param {{ entries?: number }} [options]
   * @returns {Entry[]} none at the end
   */
  readSync ({ entries = DirectoryHandle.DEFAULT_BUFFER_SIZE } = {}) {
    return performSync(this.#reading(entries))
  }

  async close () {
    await perform(this.#ending())
    this.emit('close')
  }

  closeSync () {
    performSync(this.#ending())
    this.emit('close')
  }

  /** @param {number} entries */
  #reading (entries) {
    if (this.#closed) throw fileClosed('scandir')
    return readdir(this.id, Math.min(Math.max(1, entries), DirectoryHandle.MAX_ENTRIES))
  }

  #ending () {
    if (this.#closed) throw fileClosed('closedir')
    this.#closed = true
    return closedir(this.id)
  }
}
