import {
  UV_DIRENT_BLOCK, UV_DIRENT_CHAR, UV_DIRENT_DIR, UV_DIRENT_FIFO, UV_DIRENT_FILE, UV_DIRENT_LINK, UV_DIRENT_SOCKET,
  UV_DIRENT_UNKNOWN
} from './arguments/numbers.js'
import { decode } from './arguments/encoding.js'
import { nameBytes } from './arguments/paths.js'

export const kType = Symbol.for('oro.fs.Dirent.type')

/** One entry in the answer of `fs.readdir`. @typedef {{ type: number, name: string }} Entry */

/** One name in a folder and what kind of thing has it. */
export class Dirent {
  /**
   * @param {any} name text, or bytes
   * @param {number} type `UV_DIRENT_*`
   * @param {string} [parentPath] the folder
   */
  constructor (name, type = UV_DIRENT_UNKNOWN, parentPath = '') {
    this.name = name
    this.parentPath = parentPath
    this.path = parentPath
    const kept = /** @type {any} */ (this)
    kept[kType] = type
  }

  /**
   * @param {Entry} entry
   * @param {string} parentPath
   * @param {any} [encoding] of the name
   */
  static from (entry, parentPath, encoding) {
    return new this(nameOf(entry, encoding), entry.type, parentPath)
  }

  isFile () {
    return is(this, UV_DIRENT_FILE)
  }

  isDirectory () {
    return is(this, UV_DIRENT_DIR)
  }

  isSymbolicLink () {
    return is(this, UV_DIRENT_LINK)
  }

  isFIFO () {
    return is(this, UV_DIRENT_FIFO)
  }

  isSocket () {
    return is(this, UV_DIRENT_SOCKET)
  }

  isCharacterDevice () {
    return is(this, UV_DIRENT_CHAR)
  }

  isBlockDevice () {
    return is(this, UV_DIRENT_BLOCK)
  }
}

/**
 * @param {Entry} entry
 * @param {any} [encoding]
 * @returns {any}
 */
export function nameOf ({ name }, encoding) {
  return name.includes('%') || encoding ? decode(nameBytes(name), encoding ?? 'utf8') : name
}

/**
 * Order names as the system's own listing does.
 * @param {{ name: any }} left
 * @param {{ name: any }} right
 */
export function sortDirectoryEntries (left, right) {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0
}

/**
 * @param {any} dirent
 * @param {number} type
 */
function is (dirent, type) {
  return dirent[kType] === type
}
