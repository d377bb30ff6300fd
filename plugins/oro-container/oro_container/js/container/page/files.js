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
  /** @type {Set<(changes: [string, string, string | null][]) => void>} */
  #watchers = new Set()

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
   * @returns {{ close(): void }}
   */
  watch (path, options, listener) {
    const call = typeof options === 'function' ? options : listener ?? (() => {})
    const { recursive = false } = read(typeof options === 'function' ? null : options)
    const { workdir } = this.#kernel
    const top = path === workdir || path.startsWith('/') ? path : `${workdir}/${path}`.replace(/\/\.?$/, '')
    /** @param {string} changed @param {'rename' | 'change'} event */
    const tell = (changed, event) => {
      if (changed === top) return call(event, top.slice(top.lastIndexOf('/') + 1))
      if (!changed.startsWith(`${top}/`)) return
      const name = changed.slice(top.length + 1)
      if (recursive || !name.includes('/')) call(event, name)
    }
    /** @param {[string, string, string | null][]} changes */
    const watcher = (changes) => {
      for (const [kind, changed, to] of changes) {
        tell(changed, kind === 'modified' ? 'change' : 'rename')
        if (to) tell(to, 'rename')
      }
    }
    this.#watchers.add(watcher)
    return { close: () => { this.#watchers.delete(watcher) } }
  }

  /** @param {[string, string, string | null][]} changes */
  hear (changes) {
    for (const watcher of [...this.#watchers]) watcher(changes)
  }
}
