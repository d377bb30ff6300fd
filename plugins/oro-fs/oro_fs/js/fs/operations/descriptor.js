/** Operations on open files; the first argument is the id of the file. */

import { integer, modeOf, owner, seconds } from '../arguments/check.js'
import { toBuffer } from '../arguments/encoding.js'
import * as fds from '../fds.js'
import { normalizeFlags } from '../flags.js'
import { nothing } from './on-path.js'
import { toPath } from '../arguments/paths.js'
import { statsOf } from '../stats.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {import('../arguments/check.js').Mode} Mode */
/** @typedef {import('../arguments/check.js').Time} Time */
/** @typedef {import('../dirent.js').Entry} Entry */
/** @typedef {import('./operation.js').Operation<void>} Done */
/**
 * @template R
 * @typedef {import('./operation.js').Operation<R>} Operation
 */

/**
 * @param {PathLike} value
 * @param {string | number | null} [flags]
 * @param {Mode | null} [mode]
 * @returns {Operation<{ id: string, fd: number }>}
 */
export function open (value, flags = 'r', mode = 0o666) {
  const path = toPath(value)
  const params = { id: fds.newId(), path, flags: normalizeFlags(flags), mode: modeOf(mode, 0o666) }
  return { route: 'fs.open', syscall: 'open', path, params, read }

  function read (/** @type {{ id: string, fd: number }} */ { id, fd }) {
    fds.set(fd, id, 'file')
    return { id, fd }
  }
}

/**
 * @param {PathLike} value
 * @returns {Operation<{ id: string }>}
 */
export function opendir (value) {
  const path = toPath(value)
  return { route: 'fs.opendir', syscall: 'opendir', path, params: { id: fds.newId(), path }, read: ({ id }) => ({ id }) }
}

/**
 * @param {string} id
 * @returns {Done}
 */
export function close (id) {
  return onId('fs.close', 'close', id, {}, ({ fd }) => fds.release(fd, id))
}

/**
 * @param {string} id
 * @returns {Done}
 */
export function closedir (id) {
  return onId('fs.closedir', 'closedir', id, {}, nothing)
}

/**
 * @param {string} id
 * @param {number} entries at most so many
 * @returns {Operation<Entry[]>} none at the end
 */
export function readdir (id, entries) {
  return onId('fs.readdir', 'scandir', id, { entries }, (data) => data)
}

/**
 * @param {string} id
 * @param {number} size at most so many bytes
 * @param {number} [offset] -1 goes on where the last read ended
 * @param {AbortSignal} [signal]
 * @returns {Operation<any>} gives a Buffer
 */
export function read (id, size, offset = -1, signal) {
  return { ...onId('fs.read', 'read', id, { size, offset }, toBuffer), binary: true, signal }
}

/**
 * @param {string} id
 * @param {Uint8Array<ArrayBuffer>} body
 * @param {number} [offset] -1 goes on where the last write ended
 * @param {AbortSignal} [signal]
 * @returns {Operation<number>} how many were written
 */
export function write (id, body, offset = -1, signal) {
  return { ...onId('fs.write', 'write', id, { offset }, ({ result }) => result), body, signal }
}

/**
 * @param {string} id
 * @param {{ bigint?: boolean }} [options]
 * @returns {Operation<any>}
 */
export function fstat (id, options) {
  return onId('fs.fstat', 'fstat', id, {}, statsOf(options))
}

/**
 * @param {string} id
 * @returns {Done}
 */
export function fsync (id) {
  return onId('fs.fsync', 'fsync', id, {}, nothing)
}

/**
 * @param {string} id
 * @returns {Done}
 */
export function fdatasync (id) {
  return onId('fs.fdatasync', 'fdatasync', id, {}, nothing)
}

/**
 * @param {string} id
 * @param {number} [len]
 * @returns {Done}
 */
export function ftruncate (id, len = 0) {
  return onId('fs.ftruncate', 'ftruncate', id, { offset: Math.max(0, integer(len, 'len')) }, nothing)
}

/**
 * @param {string} id
 * @param {Mode} mode
 * @returns {Done}
 */
export function fchmod (id, mode) {
  return onId('fs.fchmod', 'fchmod', id, { mode: modeOf(mode) }, nothing)
}

/**
 * @param {string} id
 * @param {number} uid
 * @param {number} gid
 * @returns {Done}
 */
export function fchown (id, uid, gid) {
  return onId('fs.fchown', 'fchown', id, { uid: owner(uid, 'uid'), gid: owner(gid, 'gid') }, nothing)
}

/**
 * @param {string} id
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Done}
 */
export function futimes (id, atime, mtime) {
  const params = { atime: seconds(atime, 'atime'), mtime: seconds(mtime, 'mtime') }
  return onId('fs.futimes', 'futime', id, params, nothing)
}

/**
 * @template R
 * @param {string} route
 * @param {string} syscall
 * @param {string} id
 * @param {Record<string, any>} params
 * @param {(data: any) => R} read
 * @returns {Operation<R>}
 */
function onId (route, syscall, id, params, read) {
  return { route, syscall, params: { id, ...params }, read }
}
