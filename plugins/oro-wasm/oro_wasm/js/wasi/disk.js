/**
 * Files of the machine, as `node:fs` gives them to pages, lent to a guest.
 * @module
 */

import * as fs from 'oro:fs'
import { FILE } from './preview1/constants.js'
import { fromSystem, WasiError } from './preview1/errno.js'

/** @typedef {import('./preview1/tree/node.js').Node} Node */
/** @typedef {import('./preview1/tree/node.js').Stat} Stat */
/** @typedef {import('./preview1/tree/node.js').OpenHow} OpenHow */

/** @template T @param {() => T} act @returns {T} */
export function asked (act) {
  try {
    return act()
  } catch (error) {
    const { code } = /** @type {any} */ (error)
    throw error instanceof WasiError || typeof code !== 'string' ? error : fromSystem(code)
  }
}

/** @param {any} stats of `node:fs`, as BigInt @returns {Stat} */
export function statOf (stats) {
  return {
    device: stats.dev,
    inode: stats.ino,
    type: typeOf(stats),
    links: stats.nlink,
    size: stats.size,
    accessed: stats.atimeNs,
    modified: stats.mtimeNs,
    changed: stats.ctimeNs
  }
}

/** @param {any} stats @returns {number} */
function typeOf (stats) {
  if (stats.isFile()) return FILE.regular
  if (stats.isDirectory()) return FILE.folder
  if (stats.isSymbolicLink()) return FILE.link
  if (stats.isCharacterDevice()) return FILE.character
  if (stats.isBlockDevice()) return FILE.block
  return stats.isSocket() ? FILE.stream : FILE.unknown
}

/** @param {bigint} time nanoseconds @returns {number} seconds */
function seconds (time) {
  return Number(time / 1000n) / 1e6
}

/** An open file by its number. @implements {Content} */
export class DiskContent {
  #fd

  /** @param {number} fd */
  constructor (fd) {
    this.#fd = fd
  }

  /** @param {number} offset @param {Uint8Array} into */
  read (offset, into) {
    // By a copy: a guest's memory is no place for answers of the host.
    const bytes = new Uint8Array(into.length)
    const size = asked(() => fs.readSync(this.#fd, bytes, 0, bytes.length, offset))
    into.set(bytes.subarray(0, size))
    return size
  }

  /** @param {number} offset @param {Uint8Array} bytes */
  write (offset, bytes) {
    return asked(() => fs.writeSync(this.#fd, bytes.slice(), 0, bytes.length, offset))
  }

  /** @param {number} size */
  resize (size) { asked(() => fs.ftruncateSync(this.#fd, size)) }

  stat () { return asked(() => statOf(fs.fstatSync(this.#fd, { bigint: true }))) }

  /** @param {bigint | null} accessed @param {bigint | null} modified */
  setTimes (accessed, modified) {
    const now = this.stat()
    asked(() => fs.futimesSync(this.#fd, seconds(accessed ?? now.accessed), seconds(modified ?? now.modified)))
  }

  /** @param {boolean} data */
  sync (data) { asked(() => data ? fs.fdatasyncSync(this.#fd) : fs.fsyncSync(this.#fd)) }

  close () { asked(() => fs.closeSync(this.#fd)) }
}

/** @typedef {import('./preview1/tree/node.js').Content} Content */

class DiskNode {
  /** @param {string} path absolute */
  constructor (path) {
    this.path = path
  }

  stat () { return asked(() => statOf(fs.lstatSync(this.path, { bigint: true }))) }

  /** @param {bigint | null} accessed @param {bigint | null} modified */
  setTimes (accessed, modified) {
    const now = this.stat()
    asked(() => fs.lutimesSync(this.path, seconds(accessed ?? now.accessed), seconds(modified ?? now.modified)))
  }
}

class DiskFile extends DiskNode {
  kind = /** @type {const} */ ('file')

  /** @param {OpenHow} how */
  open ({ read, write, truncate }) {
    const { O_RDONLY, O_RDWR, O_WRONLY, O_TRUNC, O_NOFOLLOW } = fs.constants
    const access = read && write ? O_RDWR : write ? O_WRONLY : O_RDONLY
    return new DiskContent(asked(() => fs.openSync(this.path, access | (truncate ? O_TRUNC : 0) | (O_NOFOLLOW ?? 0))))
  }
}

class DiskLink extends DiskNode {
  kind = /** @type {const} */ ('link')

  target () { return asked(() => String(fs.readlinkSync(this.path))) }
}

class DiskOther extends DiskNode {
  kind = /** @type {const} */ ('other')
}

export class DiskFolder extends DiskNode {
  kind = /** @type {const} */ ('folder')

  /** @param {string} name @returns {Node | undefined} */
  lookup (name) {
    const path = this.#below(name)
    const stats = asked(() => fs.lstatSync(path, { throwIfNoEntry: false }))
    if (!stats) return undefined
    if (stats.isDirectory()) return new DiskFolder(path)
    if (stats.isSymbolicLink()) return new DiskLink(path)
    return stats.isFile() ? new DiskFile(path) : new DiskOther(path)
  }

  entries () {
    const entries = asked(() => fs.readdirSync(this.path, { withFileTypes: true }))
    return entries.map((/** @type {any} */ entry) => ({ name: entry.name, inode: this.#inode(entry.name), type: typeOf(entry) }))
  }

  /** @param {string} name */
  createFile (name) {
    const { O_CREAT, O_EXCL, O_WRONLY } = fs.constants
    const path = this.#below(name)
    asked(() => fs.closeSync(fs.openSync(path, O_CREAT | O_EXCL | O_WRONLY)))
    return new DiskFile(path)
  }

  /** @param {string} name */
  createFolder (name) { asked(() => fs.mkdirSync(this.#below(name))) }

  /** @param {string} name @param {string} target */
  createLink (name, target) { asked(() => fs.symlinkSync(target, this.#below(name))) }

  /** @param {string} name @param {Node} node */
  link (name, node) {
    if (!(node instanceof DiskNode)) throw new WasiError('xdev')
    const { path } = node
    asked(() => fs.linkSync(path, this.#below(name)))
  }

  /** @param {string} name */
  unlink (name) { asked(() => fs.unlinkSync(this.#below(name))) }

  /** @param {string} name */
  removeFolder (name) { asked(() => fs.rmdirSync(this.#below(name))) }

  /** @param {string} name @param {any} to @param {string} newName */
  rename (name, to, newName) {
    if (!(to instanceof DiskFolder)) throw new WasiError('xdev')
    asked(() => fs.renameSync(this.#below(name), to.#below(newName)))
  }

  /** @param {string} name */
  #below (name) {
    return `${this.path.replace(/\/$/, '')}/${name}`
  }

  /** @param {string} name */
  #inode (name) {
    return asked(() => fs.lstatSync(this.#below(name), { bigint: true, throwIfNoEntry: false }))?.ino ?? 0n
  }
}
