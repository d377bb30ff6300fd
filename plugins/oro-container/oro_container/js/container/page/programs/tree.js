/**
 * The files of the container as one program has them, so that it reads them at once: each when it is used. What it does is
 * done here and told to the kernel; what others do comes between its turns.
 * @module
 */

import { File, Folder, Link, unshelved } from './shelved.js'

/** @typedef {import('./shelved.js').Node} Node */

const LINKS = 40

/** @type {Record<string, string>} what Node says of each */
const MEANINGS = {
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many symbolic links encountered',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EBADF: 'bad file descriptor',
  EPERM: 'operation not permitted'
}

/** @type {Record<string, number>} as Linux numbers them */
const NUMBERS = { EPERM: 1, ENOENT: 2, EBADF: 9, EEXIST: 17, ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENOTEMPTY: 39, ELOOP: 40 }

/** @param {string} code @param {string} syscall @param {string} [path] @param {string} [dest] */
export function fileError (code, syscall, path, dest) {
  const places = `${path === undefined ? '' : ` '${path}'`}${dest === undefined ? '' : ` -> '${dest}'`}`
  const error = new Error(`${code}: ${MEANINGS[code] ?? 'it failed'}, ${syscall}${places}`)
  return Object.assign(error, { errno: -(NUMBERS[code] ?? 5), code, syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) })
}

/** @param {string} path */
function parts (path) {
  return path.split('/').filter(Boolean)
}

export class Tree {
  top
  #tell
  /** @type {any[]} */
  #edits = []
  #told = false
  /** @type {Set<(event: string, path: string) => void>} */
  watchers = new Set()

  /** @param {import('../kernel/shelf.js').Shelved} shelved @param {(edits: any[]) => void} tell */
  constructor (shelved, tell) {
    this.top = unshelved(shelved)
    this.#tell = tell
  }

  /** Take what others did. @param {any[]} edits */
  hear (edits) {
    for (const [name, path, ...more] of edits) {
      if (name === 'put') this.#put(path, more[0], more[1], more[2], more[3])
      else this.#drop(path)
      for (const watcher of this.watchers) watcher(name === 'put' ? 'change' : 'rename', path)
    }
  }

  /**
   * @param {string} path absolute
   * @param {string} syscall
   * @param {boolean} [follow]
   * @returns {{ folder: Folder, name: string, node: Node | undefined, path: string }} its real place
   */
  find (path, syscall, follow = true) {
    let pending = parts(path).reverse()
    /** @type {{ folder: Folder, name: string }[]} */
    let way = []
    /** @type {Node | undefined} */
    let node = this.top
    let links = 0
    const here = () => way.length ? way[way.length - 1].folder.children.get(way[way.length - 1].name) : this.top
    while (pending.length) {
      const name = /** @type {string} */ (pending.pop())
      if (name === '.') continue
      if (name === '..') {
        way.pop()
        node = here()
        continue
      }
      if (!node) throw fileError('ENOENT', syscall, path)
      if (node.kind !== 'directory') throw fileError('ENOTDIR', syscall, path)
      /** @type {Node | undefined} */
      const child = node.children.get(name)
      if (child?.kind === 'symlink' && (pending.length || follow)) {
        if (++links > LINKS) throw fileError('ELOOP', syscall, path)
        if (child.target.startsWith('/')) {
          way = []
          node = this.top
        }
        pending = [...pending, ...parts(child.target).reverse()]
        continue
      }
      way.push({ folder: node, name })
      node = child
    }
    const last = way[way.length - 1] ?? { folder: this.top, name: '' }
    return { ...last, node, path: `/${way.map(({ name }) => name).join('/')}` }
  }

  /** @param {string} path @param {string} syscall @param {boolean} [follow] @returns {Node} */
  node (path, syscall, follow = true) {
    const { node } = this.find(path, syscall, follow)
    if (!node) throw fileError('ENOENT', syscall, path)
    return node
  }

  /** @param {string} path @param {string} syscall @returns {File} */
  file (path, syscall) {
    const node = this.node(path, syscall)
    if (node.kind !== 'file') throw fileError('EISDIR', 'read', path)
    return node
  }

  /** @param {string} path @param {string} syscall @returns {Folder} */
  folder (path, syscall) {
    const node = this.node(path, syscall)
    if (node.kind !== 'directory') throw fileError('ENOTDIR', syscall, path)
    return node
  }

  /** @param {string} path @param {Uint8Array} data @param {{ mode?: number, exclusive?: boolean }} [how] @returns {File} */
  write (path, data, { mode = 0o644, exclusive = false } = {}) {
    const place = this.find(path, 'open', !exclusive)
    if (place.node && exclusive) throw fileError('EEXIST', 'open', path)
    if (place.node && place.node.kind !== 'file') throw fileError('EISDIR', 'open', path)
    const mtime = Date.now()
    const file = place.node?.kind === 'file' ? Object.assign(place.node, { data, mtime }) : new File(data, mode, mtime)
    if (!place.node) place.folder.children.set(place.name, file)
    this.#say('write', place.path, data, mode)
    return file
  }

  /** @param {string} path @param {number} offset @param {Uint8Array} bytes */
  writeAt (path, offset, bytes) {
    const place = this.find(path, 'write')
    if (place.node?.kind !== 'file') throw fileError('EBADF', 'write', path)
    const { data } = place.node
    const made = new Uint8Array(Math.max(data.length, offset + bytes.length))
    made.set(data)
    made.set(bytes, offset)
    Object.assign(place.node, { data: made, mtime: Date.now() })
    if (offset === data.length) this.#say('append', place.path, bytes.slice())
    else this.#say('write_at', place.path, offset, bytes.slice())
  }

  /** @param {string} path @param {number} length */
  truncate (path, length) {
    const place = this.find(path, 'truncate')
    if (!place.node) throw fileError('ENOENT', 'open', path)
    if (place.node.kind !== 'file') throw fileError('EISDIR', 'open', path)
    const data = new Uint8Array(length)
    data.set(place.node.data.subarray(0, length))
    Object.assign(place.node, { data, mtime: Date.now() })
    this.#say('truncate', place.path, length)
  }

  /** @param {string} path @param {boolean} recursive @param {number} [mode] @returns {string | undefined} the first folder made */
  mkdir (path, recursive, mode = 0o755) {
    const place = this.find(path.replace(/\/+$/, '') || '/', 'mkdir', recursive)
    if (place.node) {
      if (recursive && place.node.kind === 'directory') return undefined
      throw fileError('EEXIST', 'mkdir', path)
    }
    place.folder.children.set(place.name, new Folder(mode, Date.now()))
    this.#say('mkdir', place.path, mode)
    return place.path
  }

  /** @param {string} path @returns {string | undefined} */
  mkdirs (path) {
    const names = parts(path)
    let first
    for (let index = 1; index <= names.length; index++) first = this.mkdir(`/${names.slice(0, index).join('/')}`, true) ?? first
    return first
  }

  /** @param {string} path */
  unlink (path) {
    const place = this.find(path, 'unlink', false)
    if (!place.node) throw fileError('ENOENT', 'unlink', path)
    if (place.node.kind === 'directory') throw fileError('EISDIR', 'unlink', path)
    place.folder.children.delete(place.name)
    this.#say('unlink', place.path)
  }

  /** @param {string} path */
  rmdir (path) {
    const place = this.find(path, 'rmdir', false)
    if (!place.node) throw fileError('ENOENT', 'rmdir', path)
    if (place.node.kind !== 'directory') throw fileError('ENOTDIR', 'rmdir', path)
    if (place.node.children.size) throw fileError('ENOTEMPTY', 'rmdir', path)
    place.folder.children.delete(place.name)
    this.#say('rmdir', place.path)
  }

  /** @param {string} path @param {boolean} recursive @param {boolean} force */
  rm (path, recursive, force) {
    const place = this.find(path, 'rm', false)
    if (!place.node) {
      if (force) return
      throw fileError('ENOENT', 'rm', path)
    }
    if (place.node.kind !== 'directory') return this.unlink(place.path)
    if (!recursive) throw Object.assign(new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`), { code: 'ERR_FS_EISDIR', path, syscall: 'rm' })
    for (const name of [...place.node.children.keys()]) this.rm(`${place.path}/${name}`, true, false)
    this.rmdir(place.path)
  }

  /** @param {string} from @param {string} to */
  rename (from, to) {
    const old = this.find(from, 'rename', false)
    const place = this.find(to, 'rename', false)
    if (!old.node) throw fileError('ENOENT', 'rename', from, to)
    if (old.path === place.path) return
    if (place.path.startsWith(`${old.path}/`)) throw fileError('EINVAL', 'rename', from, to)
    if (place.node?.kind === 'directory') {
      if (old.node.kind !== 'directory') throw fileError('EISDIR', 'rename', from, to)
      if (place.node.children.size) throw fileError('ENOTEMPTY', 'rename', from, to)
    } else if (place.node && old.node.kind === 'directory') {
      throw fileError('ENOTDIR', 'rename', from, to)
    }
    this.#move(old.path, place.path)
    this.#say('rename', old.path, place.path)
  }

  /** @param {string} target @param {string} path */
  symlink (target, path) {
    const place = this.find(path, 'symlink', false)
    if (place.node) throw fileError('EEXIST', 'symlink', target, path)
    place.folder.children.set(place.name, new Link(target, 0o777, Date.now()))
    this.#say('symlink', target, place.path)
  }

  /** @param {string} path @param {number} mode */
  chmod (path, mode) {
    const place = this.find(path, 'chmod')
    if (!place.node) throw fileError('ENOENT', 'chmod', path)
    place.node.mode = mode & 0o7777
    this.#say('chmod', place.path, place.node.mode)
  }

  /** @param {string} path @param {number} mtime milliseconds */
  utimes (path, mtime) {
    const place = this.find(path, 'utime')
    if (!place.node) throw fileError('ENOENT', 'utime', path)
    place.node.mtime = mtime
    this.#say('utimes', place.path, Math.round(mtime))
  }

  /** Tell the kernel now. */
  flush () {
    this.#told = false
    if (this.#edits.length) this.#tell(this.#edits.splice(0))
  }

  /** @param {...any} edit */
  #say (...edit) {
    this.#edits.push(edit)
    for (const watcher of this.watchers) watcher(edit[0] === 'write' || edit[0] === 'append' ? 'change' : 'rename', String(edit[1]))
    if (this.#told) return
    this.#told = true
    queueMicrotask(() => this.flush())
  }

  /** @param {string} path @returns {[Folder, string] | undefined} without following links: paths of the kernel are real */
  #holder (path) {
    const names = parts(path)
    const name = names.pop()
    /** @type {Node | undefined} */
    let folder = this.top
    for (const each of names) folder = folder?.kind === 'directory' ? folder.children.get(each) : undefined
    return folder?.kind === 'directory' && name !== undefined ? [folder, name] : undefined
  }

  /** @param {string} path @param {string} kind @param {any} value @param {number} mode @param {number} mtime */
  #put (path, kind, value, mode, mtime) {
    const [folder, name] = this.#holder(path) ?? []
    if (!folder || name === undefined) return
    const old = folder.children.get(name)
    if (kind === 'directory') {
      if (old?.kind === 'directory') Object.assign(old, { mode, mtime })
      else folder.children.set(name, new Folder(mode, mtime))
    } else if (kind === 'symlink') {
      folder.children.set(name, new Link(value, mode, mtime))
    } else if (old?.kind === 'file') {
      Object.assign(old, { data: value, mode, mtime })
    } else {
      folder.children.set(name, new File(value, mode, mtime))
    }
  }

  /** @param {string} path */
  #drop (path) {
    const [folder, name] = this.#holder(path) ?? []
    if (name !== undefined) folder?.children.delete(name)
  }

  /** @param {string} from @param {string} to */
  #move (from, to) {
    const [old, oldName] = this.#holder(from) ?? []
    const [now, name] = this.#holder(to) ?? []
    const node = old?.children.get(oldName ?? '')
    if (!old || oldName === undefined || !now || name === undefined || !node) return
    old.children.delete(oldName)
    now.children.set(name, node)
  }
}
