/**
 * Calls about a path below an open folder.
 * @module
 */

import { ALL_FLAGS, CREATE, DIRECTORY, EXCLUSIVE, FOLLOW, READ, TRUNCATE, WRITE } from '../constants.js'
import { OpenFile } from '../descriptors/open-file.js'
import { OpenFolder } from '../descriptors/open-folder.js'
import { WasiError } from '../errno.js'
import { encoded } from '../guest-memory.js'
import { lookup } from '../tree/lookup.js'
import { setStat } from './stat.js'
import { timesOf } from './times.js'

/** @typedef {import('../tree/lookup.js').Place} Place */

/** @param {import('../context.js').Context} context @returns {import('../context.js').Calls} */
export function pathCalls ({ memory, table, lacking, outside, unstable }) {
  /** @param {number} fd @returns {OpenFolder} */
  const folder = (fd) => {
    const found = table.get(fd)
    if (!(found instanceof OpenFolder)) throw new WasiError(found instanceof OpenFile ? 'notdir' : 'badf')
    return found
  }

  /** @param {number} fd @param {number} at @param {number} length @param {boolean} follow @returns {Place} */
  const place = (fd, at, length, follow) => lookup(folder(fd).folder, memory.text(at, length), follow, outside)

  /** @param {number} fd @param {number} at @param {number} length @param {boolean} [follow] @returns {Place} one that may be changed */
  const changed = (fd, at, length, follow = false) => {
    folder(fd).checkWritable()
    return place(fd, at, length, follow)
  }

  return {
    path_create_directory (fd, at, length) {
      const { parent, name, node } = changed(fd, at, length)
      if (node) throw new WasiError('exist')
      parent.createFolder(name)
    },
    path_filestat_get (fd, flags, at, length, result) {
      setStat(memory, result, there(place(fd, at, length, following(flags))).stat(), unstable)
    },
    path_filestat_set_times (fd, flags, at, length, accessed, modified, which) {
      there(changed(fd, at, length, following(flags))).setTimes(...timesOf(accessed, modified, which))
    },
    path_link (fd, flags, at, length, to, toAt, toLength) {
      // A link to what a symbolic link leads to is nothing that systems make alike.
      if (following(flags)) throw new WasiError('inval')
      const node = there(changed(fd, at, length))
      const { parent, name } = vacant(changed(to, toAt, toLength))
      if (node.kind === 'folder') throw new WasiError('perm')
      parent.link(name, node)
    },
    path_open (fd, lookups, at, length, how, rights, inheriting, flags, result) {
      const from = folder(fd)
      if (flags & ~ALL_FLAGS) throw new WasiError('inval')
      const path = memory.text(at, length)
      const opened = open(from, { path, follow: following(lookups), how, flags, rights, lacking, outside })
      opened.inheriting &= BigInt.asUintN(64, inheriting)
      memory.setU32(result, table.add(opened))
    },
    path_readlink (fd, at, length, into, size, used) {
      const node = there(place(fd, at, length, false))
      if (node.kind !== 'link') throw new WasiError('inval')
      const target = encoded(node.target()).subarray(0, size)
      memory.bytes(into, target.length).set(target)
      memory.setU32(used, target.length)
    },
    path_remove_directory (fd, at, length) {
      const found = changed(fd, at, length)
      if (there(found).kind !== 'folder') throw new WasiError('notdir')
      found.parent.removeFolder(named(found))
    },
    path_rename (fd, at, length, to, toAt, toLength) {
      const from = changed(fd, at, length)
      const target = changed(to, toAt, toLength)
      const isFolder = there(from).kind === 'folder'
      if (!isFolder && (target.slash || from.slash)) throw new WasiError('notdir')
      from.parent.rename(named(from, 'busy'), target.parent, named(target, 'busy'))
    },
    path_symlink (textAt, textLength, fd, at, length) {
      const target = memory.text(textAt, textLength)
      const { parent, name } = vacant(changed(fd, at, length))
      if (target === '') throw new WasiError('noent')
      if (target.startsWith('/')) throw new WasiError('perm')
      parent.createLink(name, target)
    },
    path_unlink_file (fd, at, length) {
      const found = changed(fd, at, length)
      const { kind } = there(found)
      if (kind === 'folder') throw new WasiError('isdir')
      if (found.slash) throw new WasiError('notdir')
      found.parent.unlink(named(found))
    }
  }
}

/** @param {number} flags @returns {boolean} */
function following (flags) {
  return Boolean(flags & FOLLOW)
}

/** @param {Place} place @returns {import('../tree/node.js').Node} */
function there ({ node, slash }) {
  if (!node) throw new WasiError('noent')
  if (slash && node.kind !== 'folder') throw new WasiError('notdir')
  return node
}

/** @param {Place} place @returns {Place} where nothing is */
function vacant (place) {
  if (place.node) throw new WasiError('exist')
  if (place.slash) throw new WasiError('noent')
  return place
}

/** @param {Place} place @param {string} [error] of `.` and `..`, which have no name of their own @returns {string} */
function named ({ name }, error = 'inval') {
  if (name === '') throw new WasiError(error)
  return name
}

/**
 * @typedef {object} Opening
 * @property {string} path
 * @property {boolean} follow
 * @property {number} how flags of opening
 * @property {number} flags of the descriptor
 * @property {bigint} rights
 * @property {string} lacking
 * @property {string} outside
 */

/** @param {OpenFolder} from @param {Opening} opening */
function open (from, { path, follow, how, flags, rights, lacking, outside }) {
  const truncate = Boolean(how & TRUNCATE)
  const write = Boolean(rights & WRITE) || truncate
  const asFolder = Boolean(how & DIRECTORY)
  if (asFolder && how & (CREATE | EXCLUSIVE | TRUNCATE)) throw new WasiError('inval')
  const found = lookup(from.folder, path, follow && !(how & EXCLUSIVE && how & CREATE), outside)
  if (how & CREATE || truncate || (write && found.node?.kind !== 'folder')) from.checkWritable()
  const node = asFolder ? there(found) : found.node ?? created(found, how)
  if (how & CREATE && how & EXCLUSIVE && found.node) throw new WasiError('exist')
  if (node.kind === 'folder') {
    if (how & (CREATE | TRUNCATE) || (write && !asFolder)) throw new WasiError('isdir')
    return new OpenFolder(node, from.writable)
  }
  if (node.kind === 'link') throw new WasiError('loop')
  if (asFolder || found.slash) throw new WasiError('notdir')
  if (node.kind === 'other') throw new WasiError('acces')
  const read = Boolean(rights & READ) || !write
  const content = node.open({ read, write, truncate })
  return new OpenFile(content, flags, rights & from.inheriting | (read && !(rights & WRITE) ? READ : 0n), lacking)
}

/** @param {Place} place @param {number} how */
function created (place, how) {
  if (!(how & CREATE)) throw new WasiError('noent')
  if (place.slash) throw new WasiError('isdir')
  return place.parent.createFile(place.name)
}
