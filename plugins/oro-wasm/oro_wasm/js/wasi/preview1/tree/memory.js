/**
 * A file system in memory.
 * @module
 */

import { now } from '../clocks.js'
import { FILE } from '../constants.js'
import { WasiError } from '../errno.js'
import { encoded } from '../guest-memory.js'

/** @typedef {import('./node.js').Stat} Stat */
/** @typedef {MemoryFile | MemoryFolder | MemoryLink} MemoryNode */

let inodes = 0n

class Attributes {
  inode = ++inodes
  links = 1n
  accessed = now()
  modified = this.accessed
  changed = this.accessed

  /** @returns {number} */
  get type () { return FILE.unknown }

  /** @returns {number} */
  get size () { return 0 }

  /** @returns {Stat} */
  stat () {
    const { inode, type, links, size, accessed, modified, changed } = this
    return { device: 1n, inode, type, links, size: BigInt(size), accessed, modified, changed }
  }

  /** @param {bigint | null} accessed @param {bigint | null} modified */
  setTimes (accessed, modified) {
    this.accessed = accessed ?? this.accessed
    this.modified = modified ?? this.modified
    this.changed = now()
  }

  touch () {
    this.modified = this.changed = now()
  }
}

export class MemoryFile extends Attributes {
  kind = /** @type {const} */ ('file')
  /** @type {Uint8Array} larger than the file while it grows */
  #held
  #size

  /** @param {Uint8Array} [bytes] copied when they are first changed */
  constructor (bytes = new Uint8Array()) {
    super()
    this.#held = bytes
    this.#size = bytes.length
    this.owned = false
  }

  get type () { return FILE.regular }

  get size () { return this.#size }

  get bytes () { return this.#held.subarray(0, this.#size) }

  /** @param {import('./node.js').OpenHow} how */
  open (how) {
    if (how.truncate) this.resize(0)
    return this
  }

  close () {}

  sync () {}

  /** @param {number} offset @param {Uint8Array} into */
  read (offset, into) {
    this.accessed = now()
    const found = this.#held.subarray(Math.min(offset, this.#size), Math.min(offset + into.length, this.#size))
    into.set(found)
    return found.length
  }

  /** @param {number} offset @param {Uint8Array} bytes */
  write (offset, bytes) {
    this.#reserve(Math.max(offset + bytes.length, this.#size))
    this.#held.set(bytes, offset)
    this.#size = Math.max(this.#size, offset + bytes.length)
    this.touch()
    return bytes.length
  }

  /** @param {number} size */
  resize (size) {
    this.#reserve(size)
    this.#held.fill(0, size)
    this.#size = size
    this.touch()
  }

  /** @param {number} size */
  #reserve (size) {
    if (this.owned && size <= this.#held.length) return
    const wanted = this.owned ? Math.max(size, Math.min(2 * this.#held.length, this.#held.length + (1 << 26))) : size
    try {
      const grown = new Uint8Array(wanted)
      grown.set(this.#held.subarray(0, Math.min(this.#size, wanted)))
      this.#held = grown
      this.owned = true
    } catch {
      throw new WasiError('nospc')
    }
  }
}

export class MemoryLink extends Attributes {
  kind = /** @type {const} */ ('link')
  #target

  /** @param {string} target */
  constructor (target) {
    super()
    this.#target = target
  }

  get type () { return FILE.link }

  get size () { return encoded(this.#target).length }

  target () { return this.#target }
}

export class MemoryFolder extends Attributes {
  kind = /** @type {const} */ ('folder')
  /** @type {Map<string, MemoryNode>} */
  #held = new Map()

  get type () { return FILE.folder }

  get empty () { return this.#held.size === 0 }

  /** @param {string} name */
  lookup (name) { return this.#held.get(name) }

  /** @returns {IterableIterator<[string, MemoryNode]>} */
  [Symbol.iterator] () { return this.#held.entries() }

  entries () {
    return [...this.#held].map(([name, { inode, type }]) => ({ name, inode, type }))
  }

  /**
   * @template {MemoryNode} N
   * @param {string} name
   * @param {N} node
   * @returns {N}
   */
  put (name, node) {
    if (this.#held.has(name)) throw new WasiError('exist')
    this.#held.set(name, node)
    this.touch()
    return node
  }

  /** @param {string} name */
  createFile (name) { return this.put(name, new MemoryFile()) }

  /** @param {string} name */
  createFolder (name) { this.put(name, new MemoryFolder()) }

  /** @param {string} name @param {string} target */
  createLink (name, target) { this.put(name, new MemoryLink(target)) }

  /** @param {string} name @param {import('./node.js').Node} node */
  link (name, node) {
    if (!(node instanceof MemoryFile || node instanceof MemoryLink)) throw new WasiError('perm')
    this.put(name, node)
    node.links++
    node.changed = now()
  }

  /** @param {string} name */
  unlink (name) {
    const node = this.#get(name)
    if (node instanceof MemoryFolder) throw new WasiError('isdir')
    node.links--
    this.#remove(name)
  }

  /** @param {string} name */
  removeFolder (name) {
    const node = this.#get(name)
    if (!(node instanceof MemoryFolder)) throw new WasiError('notdir')
    if (!node.empty) throw new WasiError('notempty')
    this.#remove(name)
  }

  /** @param {string} name @param {MemoryFolder} to @param {string} newName */
  rename (name, to, newName) {
    const node = this.#get(name)
    if (!(to instanceof MemoryFolder)) throw new WasiError('xdev')
    if (node instanceof MemoryFolder && node.#holds(to)) throw new WasiError('inval')
    const there = to.lookup(newName)
    if (there === node) return
    if (there instanceof MemoryFolder) {
      if (!(node instanceof MemoryFolder)) throw new WasiError('isdir')
      to.removeFolder(newName)
    } else if (there) {
      if (node instanceof MemoryFolder) throw new WasiError('notdir')
      to.unlink(newName)
    }
    this.#remove(name)
    to.put(newName, node)
  }

  /** @param {MemoryFolder} other @returns {boolean} whether it is this one, or below */
  #holds (other) {
    return other === this || [...this.#held.values()].some((node) => node instanceof MemoryFolder && node.#holds(other))
  }

  /** @param {string} name */
  #get (name) {
    const node = this.#held.get(name)
    if (!node) throw new WasiError('noent')
    return node
  }

  /** @param {string} name */
  #remove (name) {
    this.#held.delete(name)
    this.touch()
  }
}
