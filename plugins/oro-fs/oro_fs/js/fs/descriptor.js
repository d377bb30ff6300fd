/** What can be done to something open, as operations; the first argument is its id. */

import { toBuffer } from './encoding.js'
import { newId } from './fds.js'
import { normalizeFlags } from './flags.js'
import { modeOf, seconds } from './operations.js'
import { toPath } from './paths.js'
import { Stats } from './stats.js'

/** @typedef {import('./paths.js').PathLike} PathLike */
/** @typedef {import('./operations.js').Mode} Mode */
/** @typedef {import('./operations.js').Time} Time */
/** @typedef {import('./dirent.js').Entry} Entry */
/**
 * @template R
 * @typedef {import('./operation.js').Operation<R>} Operation
 */

const nothing = () => {}

/**
 * @param {PathLike} value
 * @param {string | number} [flags]
 * @param {Mode} [mode]
 * @returns {Operation<{ id: string, fd: number }>}
 */
export function open (value, flags = 'r', mode = 0o666) {
  const path = toPath(value)
  const params = { id: newId(), path, flags: normalizeFlags(flags), mode: modeOf(mode) }
  return { route: 'fs.open', syscall: 'open', path, params, read: ({ id, fd }) => ({ id, fd }) }
}

/**
 * @param {PathLike} value
 * @returns {Operation<string>} gives the id
 */
export function opendir (value) {
  const path = toPath(value)
  return { route: 'fs.opendir', syscall: 'opendir', path, params: { id: newId(), path }, read: ({ id }) => id }
}

/**
 * @param {string} id
 * @returns {Operation<void>}
 */
export function close (id) {
  return onId('fs.close', 'close', id, {}, nothing)
}

/**
 * @param {string} id
 * @returns {Operation<void>}
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
 * @returns {Operation<Uint8Array<ArrayBuffer>>}
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
 * @returns {Operation<Stats>}
 */
export function fstat (id, options) {
  return onId('fs.fstat', 'fstat', id, {}, (data) => new Stats(data, options?.bigint))
}

/**
 * @param {string} id
 * @returns {Operation<void>}
 */
export function fsync (id) {
  return onId('fs.fsync', 'fsync', id, {}, nothing)
}

/**
 * @param {string} id
 * @returns {Operation<void>}
 */
export function fdatasync (id) {
  return onId('fs.fdatasync', 'fdatasync', id, {}, nothing)
}

/**
 * @param {string} id
 * @param {number} [len]
 * @returns {Operation<void>}
 */
export function ftruncate (id, len = 0) {
  return onId('fs.ftruncate', 'ftruncate', id, { offset: Math.max(0, len) }, nothing)
}

/**
 * @param {string} id
 * @param {Mode} mode
 * @returns {Operation<void>}
 */
export function fchmod (id, mode) {
  return onId('fs.fchmod', 'fchmod', id, { mode: modeOf(mode) }, nothing)
}

/**
 * @param {string} id
 * @param {number} uid
 * @param {number} gid
 * @returns {Operation<void>}
 */
export function fchown (id, uid, gid) {
  return onId('fs.fchown', 'fchown', id, { uid, gid }, nothing)
}

/**
 * @param {string} id
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Operation<void>}
 */
export function futimes (id, atime, mtime) {
  return onId('fs.futimes', 'futime', id, { atime: seconds(atime), mtime: seconds(mtime) }, nothing)
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
