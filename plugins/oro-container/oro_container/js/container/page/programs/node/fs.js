/**
 * `node:fs` over the files of the container: what is synchronous is done, and the rest answers by callbacks and promises.
 * @module
 */

import { fileError } from '../tree.js'

const FLAGS = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024 }
/** @type {Record<string, number>} */
const NAMED = { r: 0, 'r+': 2, w: 577, 'w+': 578, wx: 705, 'wx+': 706, a: 1089, 'a+': 1090, ax: 1217, 'ax+': 1218, rs: 0, 'rs+': 2, as: 1089 }
const KINDS = { file: 0o100000, directory: 0o040000, symlink: 0o120000 }
const CALLBACKS = `access appendFile chmod copyFile cp lstat mkdir mkdtemp open readFile readdir readlink realpath rename rm rmdir stat
  symlink truncate unlink utimes writeFile close fstat fsync ftruncate read write exists`.split(/\s+/)

class Stats {
  #kind

  /** @param {import('../tree.js').Node} node @param {number} ino */
  constructor (node, ino) {
    this.#kind = node.kind
    this.dev = 1
    this.ino = ino
    this.mode = KINDS[node.kind] | node.mode
    this.nlink = 1
    this.uid = this.gid = 1000
    this.rdev = 0
    this.size = node.size
    this.blksize = 4096
    this.blocks = Math.ceil(this.size / 512)
    this.atimeMs = this.mtimeMs = this.ctimeMs = this.birthtimeMs = node.mtime
    this.atime = this.mtime = this.ctime = this.birthtime = new Date(node.mtime)
  }

  isFile () { return this.#kind === 'file' }

  isDirectory () { return this.#kind === 'directory' }

  isSymbolicLink () { return this.#kind === 'symlink' }

  isFIFO () { return false }

  isSocket () { return false }

  isBlockDevice () { return false }

  isCharacterDevice () { return false }
}

class Dirent {
  #kind

  /** @param {string} name @param {string} folder @param {string} kind */
  constructor (name, folder, kind) {
    this.name = name
    this.path = this.parentPath = folder
    this.#kind = kind
  }

  isFile () { return this.#kind === 'file' }

  isDirectory () { return this.#kind === 'directory' }

  isSymbolicLink () { return this.#kind === 'symlink' }

  isFIFO () { return false }

  isSocket () { return false }

  isBlockDevice () { return false }

  isCharacterDevice () { return false }
}

/**
 * @param {{ lane: import('../lane.js').Lane, tree: import('../tree.js').Tree, node: import('./registry.js').Find, process: any, alive: import('./alive.js').Alive }} given
 * @returns {any}
 */
export function makeFs ({ tree, node, process, alive }) {
  const { Buffer } = node('buffer.js')
  const { EventEmitter } = node('events.js')
  const { Readable, Writable } = node('stream.js')
  /** @type {WeakMap<object, number>} */
  const numbers = new WeakMap()
  let lastNumber = 0
  /** @type {Map<number, { path: string, at: number, flags: number }>} */
  const open = new Map()
  let lastFd = 2

  /** @param {any} path @returns {string} */
  const absolute = (path) => {
    if (path instanceof URL) path = decodeURIComponent(path.pathname)
    if (path instanceof Uint8Array) path = new TextDecoder().decode(path)
    if (typeof path !== 'string') throw Object.assign(new TypeError(`The "path" argument must be of type string or an instance of Buffer or URL. Received ${path === null ? 'null' : typeof path}`), { code: 'ERR_INVALID_ARG_TYPE' })
    if (path.includes('\0')) throw Object.assign(new TypeError('The argument \'path\' must be a string without null bytes.'), { code: 'ERR_INVALID_ARG_VALUE' })
    return path.startsWith('/') ? path : `${process.cwd()}/${path}`
  }
  /** As the program named it, in messages. @template T @param {any} path @param {(place: string) => T} act @returns {T} */
  const at = (path, act) => {
    const place = absolute(path)
    try {
      return act(place)
    } catch (error) {
      const found = /** @type {any} */ (error)
      if (found?.path === place && typeof path === 'string') {
        found.message = found.message.replace(`'${place}'`, `'${path}'`)
        found.path = path
      }
      throw found
    }
  }
  /** @param {import('../tree.js').Node} found */
  const statOf = (found) => {
    const number = numbers.get(found) ?? ++lastNumber
    numbers.set(found, number)
    return new Stats(found, number)
  }
  /** @param {any} data @param {any} [encoding] @returns {Uint8Array} a copy */
  const bytes = (data, encoding) => {
    if (typeof data === 'string') return new Uint8Array(Buffer.from(data, encoding ?? 'utf8'))
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    throw Object.assign(new TypeError(`The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${data === null ? 'null' : typeof data}`), { code: 'ERR_INVALID_ARG_TYPE' })
  }
  /** @param {any} options */
  const optionsOf = (options) => typeof options === 'string' ? { encoding: options } : options ?? {}
  /** @param {Uint8Array} data @param {any} encoding */
  const shown = (data, encoding) => {
    const buffer = Buffer.from(data)
    return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer
  }
  /** @param {number} fd */
  const handle = (fd) => {
    const found = open.get(fd)
    if (!found) throw fileError('EBADF', 'read')
    return found
  }
  /** @param {any} flags */
  const flagsOf = (flags) => {
    if (typeof flags === 'number') return flags
    if (!(flags in NAMED)) throw Object.assign(new TypeError(`The argument 'flags' is invalid. Received '${flags}'`), { code: 'ERR_INVALID_ARG_VALUE' })
    return NAMED[flags]
  }

  /** @type {Record<string, (...args: any[]) => any>} */
  const sync = {
    access: (path) => at(path, (place) => { tree.node(place, 'access') }),
    exists: (path) => {
      try {
        return tree.find(absolute(path), 'access').node !== undefined
      } catch {
        return false
      }
    },
    readFile: (path, options) => {
      const { encoding } = optionsOf(options)
      if (typeof path === 'number') return shown(tree.file(handle(path).path, 'read').data.slice(handle(path).at), encoding)
      return shown(at(path, (place) => tree.file(place, 'open').data), encoding)
    },
    writeFile: (path, data, options) => {
      const { encoding, flag = 'w', mode = 0o644 } = optionsOf(options)
      if (typeof path === 'number') return sync.write(path, data)
      if (flagsOf(flag) & FLAGS.O_APPEND) return sync.appendFile(path, data, options)
      at(path, (place) => tree.write(place, bytes(data, encoding), { mode, exclusive: Boolean(flagsOf(flag) & FLAGS.O_EXCL) }))
    },
    appendFile: (path, data, options) => {
      const { encoding, mode = 0o644 } = optionsOf(options)
      at(path, (place) => {
        const found = tree.find(place, 'open').node
        if (found?.kind === 'file') tree.writeAt(place, found.size, bytes(data, encoding))
        else tree.write(place, bytes(data, encoding), { mode })
      })
    },
    stat: (path, { throwIfNoEntry = true, bigint = false } = {}) => {
      if (bigint) throw fileError('EINVAL', 'stat', String(path))
      const found = at(path, (place) => throwIfNoEntry ? tree.node(place, 'stat') : tree.find(place, 'stat').node)
      return found && statOf(found)
    },
    lstat: (path, { throwIfNoEntry = true } = {}) => {
      const found = at(path, (place) => throwIfNoEntry ? tree.node(place, 'lstat', false) : tree.find(place, 'lstat', false).node)
      return found && statOf(found)
    },
    readdir: (path, options) => {
      const { withFileTypes = false, recursive = false, encoding } = optionsOf(options)
      const place = absolute(path)
      /** @param {string} folder @param {string} above @returns {any[]} */
      const below = (folder, above) => [...at(folder, (each) => tree.folder(each, 'scandir')).children].sort(([a], [b]) => a < b ? -1 : 1).flatMap(([name, child]) => {
        const mine = withFileTypes ? new Dirent(name, folder, child.kind) : shown(new TextEncoder().encode(above + name), encoding ?? 'utf8')
        return recursive && child.kind === 'directory' ? [mine, ...below(`${folder}/${name}`, `${above}${name}/`)] : [mine]
      })
      at(path, (each) => tree.folder(each, 'scandir'))
      return below(place, '')
    },
    mkdir: (path, options) => {
      const { recursive = false, mode = 0o755 } = typeof options === 'number' ? { mode: options } : options ?? {}
      const made = at(path, (place) => recursive ? tree.mkdirs(place) : tree.mkdir(place, false, mode))
      return recursive ? made : undefined
    },
    mkdtemp: (prefix) => {
      const path = `${prefix}${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`
      sync.mkdir(path)
      return path
    },
    rmdir: (path, { recursive = false } = {}) => at(path, (place) => recursive ? tree.rm(place, true, false) : tree.rmdir(place)),
    rm: (path, { recursive = false, force = false } = {}) => at(path, (place) => tree.rm(place, recursive, force)),
    unlink: (path) => at(path, (place) => tree.unlink(place)),
    rename: (from, to) => at(from, (place) => tree.rename(place, absolute(to))),
    symlink: (target, path) => at(path, (place) => tree.symlink(String(target), place)),
    readlink: (path) => at(path, (place) => {
      const found = tree.node(place, 'readlink', false)
      if (found.kind !== 'symlink') throw fileError('EINVAL', 'readlink', place)
      return found.target
    }),
    realpath: (path) => at(path, (place) => {
      const found = tree.find(place, 'realpath')
      if (!found.node) throw fileError('ENOENT', 'realpath', place)
      return found.path
    }),
    copyFile: (from, to, mode = 0) => at(from, (place) => { tree.write(absolute(to), tree.file(place, 'copyfile').data.slice(), { exclusive: Boolean(mode & 1) }) }),
    cp: (from, to, { recursive = false, force = true } = {}) => {
      const found = at(from, (place) => tree.node(place, 'cp', false))
      if (found.kind === 'directory') {
        if (!recursive) throw Object.assign(new Error(`Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory)`), { code: 'ERR_FS_EISDIR' })
        sync.mkdir(to, { recursive: true })
        for (const name of [...found.children.keys()]) sync.cp(`${absolute(from)}/${name}`, `${absolute(to)}/${name}`, { recursive, force })
      } else if (force || !sync.exists(to)) {
        if (found.kind === 'symlink') sync.symlink(found.target, to)
        else sync.copyFile(from, to)
      }
    },
    chmod: (path, mode) => at(path, (place) => tree.chmod(place, typeof mode === 'string' ? parseInt(mode, 8) : mode)),
    utimes: (path, _, mtime) => at(path, (place) => tree.utimes(place, mtime instanceof Date ? mtime.getTime() : Number(mtime) * 1000)),
    truncate: (path, length = 0) => at(path, (place) => tree.truncate(place, length)),
    open: (path, flags = 'r', mode = 0o644) => {
      const wanted = flagsOf(flags)
      const place = absolute(path)
      at(path, () => {
        const { node: found } = tree.find(place, 'open')
        if (!found && !(wanted & FLAGS.O_CREAT)) throw fileError('ENOENT', 'open', place)
        if (found && wanted & FLAGS.O_CREAT && wanted & FLAGS.O_EXCL) throw fileError('EEXIST', 'open', place)
        if (found?.kind === 'directory' && wanted & 3) throw fileError('EISDIR', 'open', place)
        if (!found || wanted & FLAGS.O_TRUNC) tree.write(place, new Uint8Array(), { mode })
      })
      open.set(++lastFd, { path: tree.find(place, 'open').path, at: 0, flags: wanted })
      return lastFd
    },
    close: (fd) => { if (!open.delete(fd)) throw fileError('EBADF', 'close') },
    fstat: (fd) => statOf(tree.node(handle(fd).path, 'fstat')),
    ftruncate: (fd, length = 0) => tree.truncate(handle(fd).path, length),
    fsync: (fd) => { handle(fd) },
    read: (fd, buffer, offset, length, position) => {
      if (offset !== null && typeof offset === 'object') ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset)
      const file = handle(fd)
      const { data } = tree.file(file.path, 'read')
      const start = typeof position === 'number' || typeof position === 'bigint' ? Number(position) : file.at
      const part = data.subarray(start, start + (length ?? buffer.byteLength - (offset ?? 0)))
      new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(part, offset ?? 0)
      if (start === file.at && typeof position !== 'number') file.at += part.length
      return part.length
    },
    write: (fd, data, offset, length, position) => {
      if (fd === 1 || fd === 2) {
        (fd === 1 ? process.stdout : process.stderr).write(typeof data === 'string' ? data : Buffer.from(bytes(data)))
        return data.length
      }
      const file = handle(fd)
      if (!(file.flags & 3)) throw fileError('EBADF', 'write')
      const all = bytes(data, typeof data === 'string' ? length : undefined)
      const part = typeof data === 'string' ? all : all.subarray(offset ?? 0, (offset ?? 0) + (length ?? all.length))
      const given = typeof data === 'string' ? offset : position
      const { size } = tree.file(file.path, 'write')
      const start = file.flags & FLAGS.O_APPEND ? size : typeof given === 'number' ? given : file.at
      tree.writeAt(file.path, start, part)
      if (typeof given !== 'number') file.at = start + part.length
      return part.length
    }
  }

  /** @param {string} name */
  const promised = (name) => async (/** @type {any[]} */ ...args) => sync[name](...args)
  /** @type {Record<string, any>} */
  const fs = { constants: { ...FLAGS, F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4, COPYFILE_EXCL: 1, S_IFMT: 0o170000, S_IFREG: 0o100000, S_IFDIR: 0o040000, S_IFLNK: 0o120000 }, Stats, Dirent }
  for (const name of CALLBACKS) {
    fs[`${name}Sync`] = sync[name]
    fs[name] = (/** @type {any[]} */ ...args) => {
      const done = args.pop()
      if (typeof done !== 'function') throw Object.assign(new TypeError('The "cb" argument must be of type function.'), { code: 'ERR_INVALID_ARG_TYPE' })
      const release = alive.hold()
      /** @type {any[]} */
      let answer
      try {
        const value = sync[name](...args)
        answer = name === 'exists' ? [value] : name === 'read' || name === 'write' ? [null, value, args[1]] : [null, value]
      } catch (error) {
        answer = [error]
      }
      Reflect.get(globalThis, 'setImmediate')(() => {
        release()
        done(...answer)
      })
    }
  }
  fs.realpath.native = fs.realpath
  fs.realpathSync.native = fs.realpathSync
  fs.promises = Object.fromEntries(['access', 'appendFile', 'chmod', 'copyFile', 'cp', 'lstat', 'mkdir', 'mkdtemp', 'readFile', 'readdir', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'symlink', 'truncate', 'unlink', 'utimes', 'writeFile'].map((name) => [name, promised(name)]))
  fs.promises.constants = fs.constants
  fs.promises.open = async (/** @type {any} */ path, /** @type {any} */ flags, /** @type {any} */ mode) => {
    const fd = sync.open(path, flags, mode)
    return {
      fd,
      close: async () => sync.close(fd),
      stat: async () => sync.fstat(fd),
      truncate: async (/** @type {number} */ length) => sync.ftruncate(fd, length),
      sync: async () => {},
      read: async (/** @type {any} */ buffer, /** @type {any} */ offset, /** @type {any} */ length, /** @type {any} */ position) => ({ bytesRead: sync.read(fd, buffer, offset, length, position), buffer }),
      write: async (/** @type {any} */ data, /** @type {any} */ offset, /** @type {any} */ length, /** @type {any} */ position) => ({ bytesWritten: sync.write(fd, data, offset, length, position), buffer: data }),
      readFile: async (/** @type {any} */ options) => sync.readFile(fd, options),
      writeFile: async (/** @type {any} */ data, /** @type {any} */ options) => sync.writeFile(fd, data, options),
      [Symbol.asyncDispose ?? Symbol.for('asyncDispose')]: async () => sync.close(fd)
    }
  }
  fs.createReadStream = (/** @type {any} */ path, /** @type {any} */ options) => {
    const { encoding, start = 0, end = Infinity, highWaterMark = 65536 } = optionsOf(options)
    let place = start
    const stream = new Readable({
      highWaterMark,
      encoding,
      read (/** @type {number} */ size) {
        try {
          const data = at(path, (each) => tree.file(each, 'open').data).subarray(place, Math.min(place + size, end + 1))
          place += data.length
          stream.push(data.length ? Buffer.from(data) : null)
        } catch (error) {
          stream.destroy(error)
        }
      }
    })
    stream.path = path
    queueMicrotask(() => { if (sync.exists(path)) stream.emit('open', -1) })
    return stream
  }
  fs.createWriteStream = (/** @type {any} */ path, /** @type {any} */ options) => {
    const { flags = 'w', mode = 0o644, encoding } = optionsOf(options)
    /** @type {number} */
    let fd
    const stream = new Writable({
      defaultEncoding: encoding,
      construct (/** @type {any} */ done) {
        try {
          fd = sync.open(path, flags, mode)
          done()
        } catch (error) {
          done(error)
        }
      },
      write (/** @type {Uint8Array} */ chunk, /** @type {any} */ _, /** @type {any} */ done) {
        try {
          stream.bytesWritten += sync.write(fd, chunk)
          done()
        } catch (error) {
          done(error)
        }
      },
      destroy (/** @type {any} */ error, /** @type {any} */ done) {
        if (fd !== undefined) open.delete(fd)
        done(error)
      }
    })
    stream.path = path
    stream.bytesWritten = 0
    return stream
  }
  fs.watch = (/** @type {any} */ path, /** @type {any} */ options, /** @type {any} */ listener) => {
    const call = typeof options === 'function' ? options : listener
    const { recursive = false, persistent = true } = optionsOf(typeof options === 'function' ? null : options)
    const top = at(path, (place) => tree.find(place, 'watch').path)
    const watcher = new EventEmitter()
    const release = persistent ? alive.hold() : () => {}
    const hear = (/** @type {string} */ event, /** @type {string} */ changed) => {
      if (changed !== top && !changed.startsWith(`${top}/`)) return
      const name = changed === top ? top.slice(top.lastIndexOf('/') + 1) : changed.slice(top.length + 1)
      if (!recursive && name.includes('/')) return
      queueMicrotask(() => watcher.emit('change', event, name))
    }
    tree.watchers.add(hear)
    if (call) watcher.on('change', call)
    watcher.close = () => {
      tree.watchers.delete(hear)
      release()
      watcher.emit('close')
    }
    watcher.ref = watcher.unref = () => watcher
    return watcher
  }
  return fs
}
