import { decoded, encoded, encodingOf } from './encodings.js'
import { Watcher } from './watcher.js'

/** @typedef {import('./types.js').BufferEncoding} BufferEncoding */
/** @typedef {import('./types.js').FSWatchOptions} FSWatchOptions */
/** @typedef {import('./types.js').FSWatchCallback} FSWatchCallback */
/** @typedef {import('./types.js').FileChange} FileChange */
/** @typedef {import('./types.js').FileStat} FileStat */

/** The files of a container. Paths are relative to its working folder; `/x` is `x` there. */
export class FileSystemAPI {
  #files
  #check

  /**
   * @param {import('./engine.js').EngineFiles} files
   * @param {() => void} check throws once the container was torn down
   */
  constructor (files, check) {
    this.#files = files
    this.#check = check
  }

  /**
   * @overload
   * @param {string} path
   * @param {null} [encoding]
   * @returns {Promise<Uint8Array>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {BufferEncoding} encoding
   * @returns {Promise<string>}
   */
  /** @param {string} path @param {string | null} [encoding] @returns {Promise<any>} */
  async readFile (path, encoding) {
    this.#check()
    const name = encodingOf(encoding, `read "${path}"`)
    const bytes = await this.#files.readFile(path)
    return name === null || name === 'buffer' ? bytes : decoded(bytes, name)
  }

  /**
   * @param {string} path
   * @param {string | Uint8Array} data
   * @param {string | { encoding?: string | null } | null} [options]
   * @returns {Promise<void>}
   */
  async writeFile (path, data, options) {
    this.#check()
    const name = encodingOf(options, `write "${path}"`)
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) throw new TypeError(`Cannot write "${path}": give text or a Uint8Array`)
    await this.#files.writeFile(path, typeof data === 'string' ? encoded(data, name) : data)
  }

  /**
   * @overload
   * @param {string} path
   * @param {'buffer' | { encoding: 'buffer', withFileTypes?: false }} options
   * @returns {Promise<Uint8Array[]>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {{ encoding?: BufferEncoding | null, withFileTypes?: false } | BufferEncoding | null} [options]
   * @returns {Promise<string[]>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {{ encoding: 'buffer', withFileTypes: true }} options
   * @returns {Promise<import('./types.js').DirEnt<Uint8Array>[]>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {{ encoding?: BufferEncoding | null, withFileTypes: true }} options
   * @returns {Promise<import('./types.js').DirEnt<string>[]>}
   */
  /** @param {string} path @param {any} [options] @returns {Promise<any>} */
  async readdir (path, options) {
    this.#check()
    const encoding = encodingOf(options, `read "${path}"`) ?? 'utf8'
    const found = await this.#files.readdir(path)
    const named = (/** @type {string} */ name) => {
      const bytes = new TextEncoder().encode(name)
      return encoding === 'buffer' ? bytes : /^utf-?8$/i.test(encoding) ? name : decoded(bytes, encoding)
    }
    return found.map(({ name, kind }) => options?.withFileTypes ? new Entry(named(name), kind) : named(name))
  }

  /**
   * @overload
   * @param {string} path
   * @param {{ recursive?: false }} [options]
   * @returns {Promise<void>}
   */
  /**
   * @overload
   * @param {string} path
   * @param {{ recursive: true }} options
   * @returns {Promise<string>} the first folder that was made
   */
  /** @param {string} path @param {{ recursive?: boolean }} [options] @returns {Promise<any>} */
  async mkdir (path, { recursive = false } = {}) {
    this.#check()
    const first = await this.#files.mkdir(path, recursive)
    if (recursive) return first ?? undefined
  }

  /** @param {string} path @param {{ force?: boolean, recursive?: boolean }} [options] @returns {Promise<void>} */
  async rm (path, { force = false, recursive = false } = {}) {
    this.#check()
    await this.#files.rm(path, { force, recursive })
  }

  /** @param {string} oldPath @param {string} newPath @returns {Promise<void>} */
  async rename (oldPath, newPath) {
    this.#check()
    await this.#files.rename(oldPath, newPath)
  }

  /** @param {string} source @param {string} target @param {{ recursive?: boolean }} [options] @returns {Promise<void>} */
  async cp (source, target, { recursive = false } = {}) {
    this.#check()
    await this.#files.cp(source, target, recursive)
  }

  /** @param {string} path @returns {Promise<Stats>} what is known of the file that a link leads to */
  async stat (path) {
    this.#check()
    return new Stats(await this.#files.stat(path, true))
  }

  /** @param {string} path @returns {Promise<Stats>} what is known of a link itself */
  async lstat (path) {
    this.#check()
    return new Stats(await this.#files.stat(path, false))
  }

  /** @param {string} target @param {string} path @returns {Promise<void>} */
  async symlink (target, path) {
    this.#check()
    await this.#files.symlink(target, path)
  }

  /** @param {string} path @returns {Promise<string>} */
  async readlink (path) {
    this.#check()
    return this.#files.readlink(path)
  }

  /** @param {string} path @param {number} mode @returns {Promise<void>} */
  async chmod (path, mode) {
    this.#check()
    await this.#files.chmod(path, mode)
  }

  /**
   * @overload
   * @param {string} filename
   * @param {FSWatchOptions} [options]
   * @param {FSWatchCallback} [listener]
   * @returns {Watcher}
   */
  /**
   * @overload
   * @param {string} filename
   * @param {FSWatchCallback} [listener]
   * @returns {Watcher}
   */
  /**
   * Tell of changes of a file or folder, by Node's names; a rename is told for the old name and for the new one. Where
   * changes were too many, the listener is called with an empty name.
   * @param {string} filename @param {any} [options] @param {any} [listener] @returns {Watcher}
   */
  watch (filename, options, listener) {
    const call = typeof options === 'function' ? options : listener ?? (() => {})
    const encoding = (typeof options === 'function' ? null : encodingOf(options, `watch "${filename}"`)) ?? 'utf8'
    const named = (/** @type {string} */ name) => encoding === 'buffer' ? new TextEncoder().encode(name) : name
    const tell = (/** @type {FileChange} */ { kind, path, to }) => {
      call(kind === 'modified' ? 'change' : 'rename', named(path))
      if (to !== undefined) call('rename', named(to))
    }
    return this.#watched(filename, Boolean(options?.recursive), tell, () => call('rename', named('')))
  }

  /**
   * Tell of changes of a file or folder: `created`, `modified`, `removed`, or `renamed` with `to`.
   * @param {string} path
   * @param {(change: FileChange) => void} listener
   * @param {{ recursive?: boolean, lost?: (count: number) => void }} [options] `lost` hears of changes that were too many
   * @returns {Watcher}
   */
  watchChanges (path, listener, { recursive = false, lost = () => {} } = {}) {
    return this.#watched(path, recursive, listener, lost)
  }

  /** @param {string} path @param {boolean} recursive @param {(change: FileChange) => void} tell @param {(lost: number) => void} lost */
  #watched (path, recursive, tell, lost) {
    this.#check()
    return new Watcher(this.#files.watch(path, recursive), tell, lost)
  }
}

/**
 * A name in a folder.
 * @template T
 */
class Entry {
  #kind

  /** @param {T} name @param {string} kind */
  constructor (name, kind) {
    this.name = name
    this.#kind = kind
  }

  isFile () {
    return this.#kind === 'file'
  }

  isDirectory () {
    return this.#kind === 'directory'
  }

  isSymbolicLink () {
    return this.#kind === 'symlink'
  }
}

/** Properties of a file; times are milliseconds since 1970. */
export class Stats {
  #kind

  /** @param {FileStat} found */
  constructor ({ kind, size, mode, inode, links, mtime, ctime, atime }) {
    this.#kind = kind
    this.size = size
    this.mode = mode
    this.ino = inode
    this.nlink = links
    this.mtimeMs = mtime
    this.ctimeMs = ctime
    this.atimeMs = atime
    this.mtime = new Date(mtime)
    this.ctime = new Date(ctime)
    this.atime = new Date(atime)
  }

  isFile () {
    return this.#kind === 'file'
  }

  isDirectory () {
    return this.#kind === 'directory'
  }

  isSymbolicLink () {
    return this.#kind === 'symlink'
  }
}
