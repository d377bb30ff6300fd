import { nodeError } from 'oro:errors/node'
import { boolean, integer, MAX_UINT32 } from './arguments/check.js'
import { closedir, opendir, readdir } from './operations/descriptor.js'
import { Dirent } from './dirent.js'
import { given } from './operations/on-path.js'
import { perform, performSync, settle, takeCallback } from './operations/operation.js'
import { joinPath, toPath } from './arguments/paths.js'

export { Dirent, kType, sortDirectoryEntries } from './dirent.js'

/** @typedef {import('./dirent.js').Entry} Entry */
/** @typedef {import('./arguments/paths.js').PathLike} PathLike */
/** @typedef {{ encoding?: any, bufferSize?: number, recursive?: boolean }} DirOptions */

const BUFFER_SIZE = 32

/** An open folder as Node has it. */
export class Dir {
  /** @type {Entry[]} */
  #entries = []
  /** @type {string | null} the id of the folder that is being read */
  #id
  /** @type {string[]} folders still to be read */
  #folders = []
  #folder
  #path
  #encoding
  #bufferSize
  #recursive
  #closed = false
  /** Reads wait for each other. @type {Promise<any> | null} */
  #busy = null

  /**
   * @param {string} id of an open folder
   * @param {string} path
   * @param {DirOptions} [options]
   */
  constructor (id, path, { encoding, bufferSize = BUFFER_SIZE, recursive = false } = {}) {
    if (typeof id !== 'string') throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'The "handle" argument must be specified')
    this.#id = id
    this.#path = path
    this.#folder = path
    this.#encoding = encoding
    this.#bufferSize = bufferSize
    this.#recursive = recursive
  }

  /**
   * Open a folder.
   * @param {PathLike} path
   * @param {any} [options] encoding, or `{ encoding, bufferSize, recursive }`
   * @returns {import('./operations/operation.js').Operation<Dir>}
   */
  static opening (path, options) {
    const described = opendir(path)
    const { encoding, bufferSize = BUFFER_SIZE, recursive = false } = given(options)
    integer(bufferSize, 'options.bufferSize', 1, MAX_UINT32)
    if (recursive !== null) boolean(recursive, 'options.recursive')
    return { ...described, read: ({ id }) => new Dir(id, toPath(path), { encoding, bufferSize, recursive }) }
  }

  get path () {
    return this.#path
  }

  /**
   * The next entry, null at the end: as a promise, or with a callback.
   * @param {...any} args
   * @returns {Promise<Dirent | null> | undefined}
   */
  read (...args) {
    if (args.length === 0) return this.#inTurn()
    const callback = takeCallback(args, 0, 0, 'callback')
    this.#check()
    settle(this.#inTurn(), callback)
    return undefined
  }

  /** @returns {Dirent | null} */
  readSync () {
    this.#check()
    this.#checkIdle()
    return performSync(this.#next())
  }

  /**
   * @param {...any} args nothing for a promise, or a callback
   * @returns {Promise<void> | undefined}
   */
  close (...args) {
    if (args.length === 0) return this.#close()
    const callback = takeCallback(args, 0, 0, 'callback')
    settle(this.#close(), callback)
    return undefined
  }

  closeSync () {
    this.#check()
    this.#checkIdle()
    performSync(this.#closing())
  }

  /** @returns {AsyncGenerator<Dirent, void, void>} closes the folder at its end */
  async * entries () {
    try {
      for (let entry = await this.#inTurn(); entry; entry = await this.#inTurn()) yield entry
    } finally {
      await this.#close()
    }
  }

  [Symbol.asyncIterator] () {
    return this.entries()
  }

  async #inTurn () {
    this.#check()
    const turn = this.#busy = (this.#busy ?? Promise.resolve()).then(() => perform(this.#next()))
    try {
      return await turn
    } finally {
      if (this.#busy === turn) this.#busy = null
    }
  }

  /** @returns {import('./operations/operation.js').Steps<Dirent | null>} */
  * #next () {
    while (this.#entries.length === 0 && this.#id !== null) {
      this.#entries = yield readdir(this.#id, Math.min(this.#bufferSize, MAX_ENTRIES))
      if (this.#entries.length === 0 && !(yield * this.#enter())) return null
    }
    const entry = this.#entries.shift()
    if (!entry) return null
    const found = Dirent.from(entry, this.#folder, this.#encoding)
    if (this.#recursive && found.isDirectory()) this.#folders.push(joinPath(this.#folder, Dirent.from(entry, '').name))
    return found
  }

  /**
   * Go on to the next folder inside, if there is one.
   * @returns {import('./operations/operation.js').Steps<boolean>}
   */
  * #enter () {
    const folder = this.#folders.shift()
    if (folder === undefined) return false
    const { id } = yield opendir(folder)
    const read = this.#id
    this.#id = id
    this.#folder = folder
    if (read !== null) yield closedir(read)
    return true
  }

  async #close () {
    this.#check()
    const closing = this.#closing()
    await this.#busy?.catch(() => {})
    await perform(closing)
  }

  #closing () {
    this.#closed = true
    return this.#ended()
  }

  /** @returns {import('./operations/operation.js').Steps<void>} */
  * #ended () {
    const id = this.#id
    this.#id = null
    this.#entries = []
    if (id !== null) yield closedir(id)
  }

  #check () {
    if (this.#closed) throw nodeError(Error, 'ERR_DIR_CLOSED', 'Directory handle was closed')
  }

  #checkIdle () {
    if (!this.#busy) return
    throw nodeError(Error, 'ERR_DIR_CONCURRENT_OPERATION',
      'Cannot do synchronous work on directory handle with concurrent asynchronous operations')
  }
}

/** More are not asked for in one call. */
const MAX_ENTRIES = 4096

export default Dir
