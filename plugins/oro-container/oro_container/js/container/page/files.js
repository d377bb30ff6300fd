/**
 * The files of a container of the page, as WebContainer's `fs` has them and some more.
 * @module
 */

/** @typedef {{ encoding?: string | null, withFileTypes?: boolean, recursive?: boolean, force?: boolean, persistent?: boolean }} Options */

/** @param {string | Options | null | undefined} options @returns {Options} */
function read (options) {
  return typeof options === 'string' ? { encoding: options } : options ?? {}
}

/** An entry of a folder. */
class DirEnt {
  #kind

  /** @param {string} name @param {string} kind */
  constructor (name, kind) {
    this.name = name
    this.#kind = kind
  }

  isFile () { return this.#kind === 'file' }

  isDirectory () { return this.#kind === 'directory' }

  isSymbolicLink () { return this.#kind === 'symlink' }
}

/** @param {any} stat */
function statOf ({ kind, size, mode, mtime }) {
  return {
    size,
    mode,
    mtimeMs: mtime,
    mtime: new Date(mtime),
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'directory',
    isSymbolicLink: () => kind === 'symlink'
  }
}

export class PageFiles {
  #kernel
  /** @type {Map<number, (change: Change) => void>} */
  #watches = new Map()

  /** @param {import('./kernel.js').KernelClient} kernel */
  constructor (kernel) {
    this.#kernel = kernel
  }

  /** @param {string} path @param {string | Options} [options] @returns {Promise<any>} bytes, or text where an encoding is named */
  async readFile (path, options) {
    const { encoding } = read(options)
    const data = await this.#kernel.call('read', { path })
    return encoding ? new TextDecoder(encoding === 'binary' ? 'latin1' : encoding).decode(data) : data
  }

  /** @param {string} path @param {string | Uint8Array} contents @param {string | Options} [options] */
  async writeFile (path, contents, options) {
    const { encoding } = read(options)
    if (encoding && !/^utf-?8$/i.test(encoding)) throw new TypeError(`Cannot write "${path}" as "${encoding}": texts are UTF-8; give bytes`)
    await this.#kernel.call('write', { path, data: typeof contents === 'string' ? new TextEncoder().encode(contents) : contents })
  }

  /** @param {string} path @param {string | Options} [options] @returns {Promise<any[]>} */
  async readdir (path, options) {
    const { encoding, withFileTypes } = read(options)
    /** @type {[string, string][]} */
    const entries = await this.#kernel.call('readdir', { path })
    if (withFileTypes) return entries.map(([name, kind]) => new DirEnt(name, kind))
    return entries.map(([name]) => encoding === 'buffer' ? new TextEncoder().encode(name) : name)
  }

  /** @param {string} path @param {Options} [options] @returns {Promise<string | undefined>} */
  mkdir (path, { recursive = false } = {}) {
    return this.#kernel.call('mkdir', { path, recursive })
  }

  /** @param {string} path @param {Options} [options] */
  async rm (path, { recursive = false, force = false } = {}) {
    await this.#kernel.call('rm', { path, recursive, force })
  }

  /** @param {string} old @param {string} now */
  async rename (old, now) {
    await this.#kernel.call('rename', { old, new: now })
  }

  /** @param {string} source @param {string} target @param {Options} [options] */
  async cp (source, target, { recursive = false } = {}) {
    await this.#kernel.call('cp', { source, target, recursive })
  }

  /** @param {string} target @param {string} path */
  async symlink (target, path) {
    await this.#kernel.call('symlink', { target, path })
  }

  /** @param {string} path @returns {Promise<string>} */
  readlink (path) {
    return this.#kernel.call('readlink', { path })
  }

  /** @param {string} path @returns {Promise<string>} */
  realpath (path) {
    return this.#kernel.call('realpath', { path })
  }

  /** @param {string} path @param {number} mode */
  async chmod (path, mode) {
    await this.#kernel.call('chmod', { path, mode })
  }

  /** @param {string} path */
  async stat (path) {
    return statOf(await this.#kernel.call('stat', { path }))
  }

  /** @param {string} path */
  async lstat (path) {
    return statOf(await this.#kernel.call('stat', { path, follow: false }))
  }

  /**
   * @param {string} path
   * @param {any} [options] or the listener
   * @param {(event: 'rename' | 'change', name: string) => void} [listener]
   * @returns {{ ready: Promise<void>, close(): void }}
   */
  watch (path, options, listener) {
    const call = typeof options === 'function' ? options : listener ?? (() => {})
    const { recursive = false } = read(typeof options === 'function' ? null : options)
    const watching = this.watched(path, recursive, ({ kind, path: name, to }) => {
      call(kind === 'modified' ? 'change' : 'rename', name)
      if (to) call('rename', to)
    })
    return { ready: watching.then(() => {}), close: () => { watching.then(({ close }) => close(), () => {}) } }
  }

  /**
   * Have changes told, from when this resolves.
   * @param {string} path
   * @param {boolean} recursive
   * @param {(change: Change) => void} tell
   */
  async watched (path, recursive, tell) {
    const watch = await this.#kernel.call('watch', { path, recursive })
    this.#watches.set(watch, tell)
    return {
      close: () => {
        this.#watches.delete(watch)
        this.#kernel.call('unwatch', { watch }).catch(() => {})
      }
    }
  }

  /** @param {number} watch @param {Change[]} changes */
  hear (watch, changes) {
    for (const change of changes) this.#watches.get(watch)?.(change)
  }
}

/** @typedef {import('../types.js').FileChange} Change */
