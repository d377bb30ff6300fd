/** What can be done to files by their path, as operations. Arguments and results are Node's. */

import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { F_OK, UV_FS_SYMLINK_DIR, UV_FS_SYMLINK_JUNCTION } from './constants.js'
import { Dirent, nameOf, sortDirectoryEntries } from './dirent.js'
import { dataBytes, decode, encode, optionsOf } from './encoding.js'
import { isDirectory, notRecursive, nothingThere } from './errors.js'
import { normalizeFlags } from './flags.js'
import { toPath } from './paths.js'
import { Stats } from './stats.js'

/** @typedef {import('./paths.js').PathLike} PathLike */
/** @typedef {import('./dirent.js').Entry} Entry */
/** @typedef {import('./operation.js').Operation<void>} Done */
/** @typedef {import('./operation.js').Operation<any>} Gives */
/** @typedef {import('./operation.js').Operation<Stats>} ForStats */
/** @typedef {number | string} Mode a number, or octal digits */
/** @typedef {number | string | Date} Time seconds since 1970, or a Date */

const nothing = () => {}

/**
 * @param {PathLike} path
 * @param {number} [mode]
 * @returns {Done}
 */
export function access (path, mode = F_OK) {
  return onPath('fs.access', 'access', path, { mode }, nothing)
}

/**
 * @param {PathLike} path
 * @param {any} data
 * @param {any} [options] encoding, or `{ encoding, mode, flag, signal }`
 * @returns {Done}
 */
export function appendFile (path, data, options) {
  const given = optionsOf(options)
  return writing('fs.appendFile', path, data, { flag: 'a', ...given })
}

/**
 * @param {PathLike} path
 * @param {Mode} mode
 * @returns {Done}
 */
export function chmod (path, mode) {
  return onPath('fs.chmod', 'chmod', path, { mode: modeOf(mode) }, nothing)
}

/**
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {Done}
 */
export function chown (path, uid, gid) {
  return onPath('fs.chown', 'chown', path, { uid, gid }, nothing)
}

/**
 * @param {PathLike} src
 * @param {PathLike} dest
 * @param {number} [mode] `COPYFILE_*`
 * @returns {Done}
 */
export function copyFile (src, dest, mode = 0) {
  return onTwo('fs.copyFile', 'copyfile', toPath(src, 'src'), toPath(dest, 'dest'), { flags: mode })
}

/**
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {Done}
 */
export function lchown (path, uid, gid) {
  return onPath('fs.lchown', 'lchown', path, { uid, gid }, nothing)
}

/**
 * @param {PathLike} existingPath
 * @param {PathLike} newPath
 * @returns {Done}
 */
export function link (existingPath, newPath) {
  return onTwo('fs.link', 'link', toPath(existingPath, 'existingPath'), toPath(newPath, 'newPath'))
}

/**
 * @param {PathLike} path
 * @param {{ bigint?: boolean, signal?: AbortSignal }} [options]
 * @returns {ForStats}
 */
export function lstat (path, options) {
  return { ...onPath('fs.lstat', 'lstat', path, {}, (data) => new Stats(data, options?.bigint)), signal: options?.signal }
}

/**
 * @param {PathLike} path
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Done}
 */
export function lutimes (path, atime, mtime) {
  return onPath('fs.lutimes', 'lutime', path, { atime: seconds(atime), mtime: seconds(mtime) }, nothing)
}

/**
 * @param {PathLike} path
 * @param {Mode | { recursive?: boolean, mode?: Mode }} [options]
 * @returns {Gives} with `recursive` the first folder made, if any
 */
export function mkdir (path, options) {
  const { recursive = false, mode = 0o777 } = typeof options === 'object' && options ? options : { mode: options ?? 0o777 }
  return onPath('fs.mkdir', 'mkdir', path, { recursive, mode: modeOf(mode) }, (data) => recursive ? data.path : undefined)
}

/**
 * @param {PathLike} prefix
 * @param {any} [options] encoding
 * @returns {Gives} the path made
 */
export function mkdtemp (prefix, options) {
  const { encoding } = optionsOf(options)
  const path = toPath(prefix, 'prefix')
  return { route: 'fs.mkdtemp', syscall: 'mkdtemp', params: { prefix: path }, path: `${path}XXXXXX`, read: pathReader(encoding) }
}

/**
 * @param {PathLike} path
 * @param {any} [options] encoding, or `{ encoding, withFileTypes, signal }`
 * @returns {Gives}
 */
export function readdir (path, options) {
  const { encoding, withFileTypes, signal } = optionsOf(options)
  const parent = toPath(path)
  const read = (/** @type {Entry[]} */ entries) => entries.sort(sortDirectoryEntries).map((entry) => (
    withFileTypes ? Dirent.from(entry, parent, encoding) : nameOf(entry, encoding)
  ))
  return { ...onPath('fs.readdir', 'scandir', path, {}, read), signal }
}

/**
 * @param {PathLike} path
 * @param {any} [options] encoding, or `{ encoding, flag, signal }`
 * @returns {Gives} text, or with no encoding bytes
 */
export function readFile (path, options) {
  const { encoding, signal } = optionsOf(options)
  const read = (/** @type {ArrayBuffer} */ data) => decode(data, encoding)
  return { ...onPath('fs.readFile', 'open', path, {}, read), binary: true, signal, told: { EISDIR: isDirectory } }
}

/**
 * @param {PathLike} path
 * @param {any} [options] encoding
 * @returns {Gives}
 */
export function readlink (path, options) {
  return onPath('fs.readlink', 'readlink', path, {}, pathReader(optionsOf(options).encoding))
}

/**
 * @param {PathLike} path
 * @param {any} [options] encoding
 * @returns {Gives}
 */
export function realpath (path, options) {
  return onPath('fs.realpath', 'realpath', path, {}, pathReader(optionsOf(options).encoding))
}

/**
 * @param {PathLike} oldPath
 * @param {PathLike} newPath
 * @returns {Done}
 */
export function rename (oldPath, newPath) {
  return onTwo('fs.rename', 'rename', toPath(oldPath, 'oldPath'), toPath(newPath, 'newPath'))
}

/**
 * @param {PathLike} path
 * @param {{ recursive?: boolean, force?: boolean, signal?: AbortSignal }} [options]
 * @returns {Done}
 */
export function rm (path, { recursive = false, force = false, signal } = {}) {
  const told = { ENOENT: nothingThere, EISDIR: notRecursive }
  return { ...onPath('fs.rm', 'rm', path, { recursive, force }, nothing), signal, told }
}

/**
 * @param {PathLike} path
 * @returns {Done}
 */
export function rmdir (path) {
  return onPath('fs.rmdir', 'rmdir', path, {}, nothing)
}

/**
 * @param {PathLike} path
 * @param {{ bigint?: boolean, signal?: AbortSignal }} [options]
 * @returns {ForStats}
 */
export function stat (path, options) {
  return { ...onPath('fs.stat', 'stat', path, {}, (data) => new Stats(data, options?.bigint)), signal: options?.signal }
}

/**
 * @param {PathLike} target what the link holds, as it stands
 * @param {PathLike} path
 * @param {'file' | 'dir' | 'junction' | null} [type] matters on Windows only
 * @returns {Done}
 */
export function symlink (target, path, type) {
  const flags = type === 'dir' ? UV_FS_SYMLINK_DIR : type === 'junction' ? UV_FS_SYMLINK_JUNCTION : 0
  return onTwo('fs.symlink', 'symlink', toPath(target, 'target'), toPath(path), { flags })
}

/**
 * @param {PathLike} path
 * @param {number} [len]
 * @returns {Done}
 */
export function truncate (path, len = 0) {
  return onPath('fs.truncate', 'open', path, { offset: Math.max(0, len) }, nothing)
}

/**
 * @param {PathLike} path
 * @returns {Done}
 */
export function unlink (path) {
  return onPath('fs.unlink', 'unlink', path, {}, nothing)
}

/**
 * @param {PathLike} path
 * @param {Time} atime
 * @param {Time} mtime
 * @returns {Done}
 */
export function utimes (path, atime, mtime) {
  return onPath('fs.utimes', 'utime', path, { atime: seconds(atime), mtime: seconds(mtime) }, nothing)
}

/**
 * @param {PathLike} path
 * @param {any} data
 * @param {any} [options] encoding, or `{ encoding, mode, flag, signal }`
 * @returns {Done}
 */
export function writeFile (path, data, options) {
  return writing('fs.writeFile', path, data, { flag: 'w', ...optionsOf(options) })
}

/**
 * @param {Mode} mode
 * @returns {number}
 */
export function modeOf (mode) {
  if (typeof mode === 'number') return mode
  if (typeof mode === 'string' && /^[0-7]+$/.test(mode)) return parseInt(mode, 8)
  if (typeof mode === 'string') throw invalidArgValue('mode', mode, 'must be a 32-bit unsigned integer or an octal string')
  throw invalidArgType('mode', 'of type number', mode)
}

/**
 * @param {Time} time
 * @returns {number}
 */
export function seconds (time) {
  if (time instanceof Date) return time.getTime() / 1000
  const number = Number(time)
  if (Number.isFinite(number)) return number
  throw invalidArgType('time', 'an instance of Date or of type number', time)
}

/**
 * @template R
 * @param {string} route
 * @param {string} syscall
 * @param {PathLike} value
 * @param {Record<string, any>} params
 * @param {(data: any) => R} read
 */
function onPath (route, syscall, value, params, read) {
  const path = toPath(value)
  return { route, syscall, path, params: { path, ...params }, read }
}

/**
 * @param {string} route
 * @param {string} syscall
 * @param {string} src
 * @param {string} dest
 * @param {Record<string, any>} [params]
 * @returns {Done}
 */
function onTwo (route, syscall, src, dest, params = {}) {
  return { route, syscall, path: src, dest, params: { src, dest, ...params }, read: nothing }
}

/**
 * @param {string} route
 * @param {PathLike} path
 * @param {any} data
 * @param {any} options
 * @returns {Done}
 */
function writing (route, path, data, { encoding, mode = 0o666, flag, signal }) {
  const body = dataBytes(data, encoding)
  return { ...onPath(route, 'open', path, { flags: normalizeFlags(flag), mode: modeOf(mode) }, nothing), body, signal }
}

/**
 * @param {any} encoding
 * @returns {(data: { path: string, encoded?: string }) => any}
 */
function pathReader (encoding) {
  return ({ path, encoded }) => {
    if (encoding !== 'buffer') return path
    return decode(encoded === undefined ? encode(path) : nameOf({ name: encoded, type: 0 }, 'buffer'), 'buffer')
  }
}
