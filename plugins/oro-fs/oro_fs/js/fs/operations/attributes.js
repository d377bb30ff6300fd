/** Operations on attributes of files: mode, owner, times, access. Arguments and results are Node's. */

import { bitsOf, integer, modeOf, owner, seconds } from '../arguments/check.js'
import { nothing, onPath } from './on-path.js'
import { StatFs } from './statfs.js'
import { statsOf } from '../stats.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {import('../arguments/check.js').Mode} Mode */
/** @typedef {import('../arguments/check.js').Time} Time */
/** @typedef {import('./on-path.js').Done} Done */
/** @typedef {import('./operation.js').Operation<any>} ForStats gives Stats, or with `bigint` BigIntStats */
/** @typedef {{ bigint?: boolean, signal?: AbortSignal }} StatOptions */

/**
 * @param {PathLike} path
 * @param {number} [mode]
 * @returns {Done}
 */
export function access (path, mode) {
  return onPath('fs.access', 'access', path, { mode: bitsOf(mode) }, nothing)
}

/**
 * @param {PathLike} path
 * @param {Mode} mode
 * @returns {Done}
 */
export function chmod (path, mode) {
  const described = onPath('fs.chmod', 'chmod', path, {}, nothing)
  described.params.mode = modeOf(mode)
  return described
}

/**
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {Done}
 */
export function chown (path, uid, gid) {
  return owned('chown', path, uid, gid)
}

/**
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {Done}
 */
export function lchown (path, uid, gid) {
  return owned('lchown', path, uid, gid)
}

/**
 * @param {PathLike} path
 * @param {StatOptions} [options]
 * @returns {ForStats}
 */
export function lstat (path, options) {
  return { ...onPath('fs.lstat', 'lstat', path, {}, statsOf(options)), signal: options?.signal }
}

/**
 * @param {PathLike} path
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Done}
 */
export function lutimes (path, atime, mtime) {
  return timed('fs.lutimes', 'lutime', path, atime, mtime)
}

/**
 * @param {PathLike} path
 * @param {StatOptions} [options]
 * @returns {ForStats}
 */
export function stat (path, options) {
  return { ...onPath('fs.stat', 'stat', path, {}, statsOf(options)), signal: options?.signal }
}

/**
 * @param {PathLike} path
 * @param {{ bigint?: boolean }} [options]
 * @returns {import('./operation.js').Operation<StatFs>}
 */
export function statfs (path, options) {
  return onPath('fs.statfs', 'statfs', path, {}, (data) => new StatFs(data, options?.bigint))
}

/**
 * @param {PathLike} path
 * @param {number} [len]
 * @returns {Done}
 */
export function truncate (path, len = 0) {
  const described = onPath('fs.truncate', 'open', path, {}, nothing)
  described.params.offset = Math.max(0, integer(len, 'len'))
  return described
}

/**
 * @param {PathLike} path
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Done}
 */
export function utimes (path, atime, mtime) {
  return timed('fs.utimes', 'utime', path, atime, mtime)
}

/**
 * @param {'chown' | 'lchown'} name
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {Done}
 */
function owned (name, path, uid, gid) {
  const described = onPath(`fs.${name}`, name, path, {}, nothing)
  Object.assign(described.params, { uid: owner(uid, 'uid'), gid: owner(gid, 'gid') })
  return described
}

/**
 * @param {string} route
 * @param {string} syscall
 * @param {PathLike} path
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Done}
 */
function timed (route, syscall, path, atime, mtime) {
  const described = onPath(route, syscall, path, {}, nothing)
  Object.assign(described.params, { atime: seconds(atime), mtime: seconds(mtime) })
  return described
}
