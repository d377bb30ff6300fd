/** Operations on names of files and folders: move, link, remove, make. Arguments and results are Node's. */

import { nodeError } from 'oro:errors/node'
import paths from 'oro:path'
import { bitsOf, boolean, integer, MAX_INT32, MAX_UINT32, modeOf, object } from '../arguments/check.js'
import { lstat } from './attributes.js'
import { UV_FS_SYMLINK_DIR, UV_FS_SYMLINK_JUNCTION } from '../arguments/numbers.js'
import { nameOf } from '../dirent.js'
import { decode, encode } from '../arguments/encoding.js'
import { noFolder, notRecursive, nothingThere, systemError } from '../arguments/errors.js'
import { given, nothing, onPath, onTwo } from './on-path.js'
import { toPath } from '../arguments/paths.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {import('../arguments/check.js').Mode} Mode */
/** @typedef {import('./on-path.js').Done} Done */
/** @typedef {import('./operation.js').Operation<any>} Gives */

const ENOTDIR = 20
const REMOVAL = { recursive: false, force: false, retryDelay: 100, maxRetries: 0 }
const LINKS = { file: 0, dir: UV_FS_SYMLINK_DIR, junction: UV_FS_SYMLINK_JUNCTION }

/**
 * @param {PathLike} src
 * @param {PathLike} dest
 * @param {number} [mode] `COPYFILE_*`
 * @returns {Done}
 */
export function copyFile (src, dest, mode) {
  return onTwo('fs.copyFile', 'copyfile', toPath(src, 'src'), toPath(dest, 'dest'), { flags: bitsOf(mode) })
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
 * @param {Mode | { recursive?: boolean, mode?: Mode }} [options]
 * @returns {Gives} with `recursive` the first folder made, if any
 */
export function mkdir (path, options) {
  const plain = typeof options === 'number' || typeof options === 'string'
  const { recursive = false, mode } = plain ? { mode: options } : options || {}
  const described = onPath('fs.mkdir', 'mkdir', path, {}, (data) => recursive ? data.path : undefined)
  boolean(recursive, 'options.recursive')
  Object.assign(described.params, { recursive, mode: mode === undefined ? 0o777 : modeOf(mode) })
  return described
}

/**
 * @param {PathLike} prefix
 * @param {any} [options] encoding
 * @returns {Gives} the path made
 */
export function mkdtemp (prefix, options) {
  const { encoding } = given(options)
  const path = toPath(prefix, 'prefix')
  return { route: 'fs.mkdtemp', syscall: 'mkdtemp', params: { prefix: path }, path: `${path}XXXXXX`, read: pathReader(encoding) }
}

/**
 * @param {PathLike} path
 * @param {any} [options] encoding
 * @returns {Gives}
 */
export function readlink (path, options) {
  const { encoding } = given(options)
  return onPath('fs.readlink', 'readlink', toPath(path, 'oldPath'), {}, pathReader(encoding))
}

/**
 * @param {PathLike} path
 * @param {any} [options] encoding
 * @returns {Gives}
 */
export function realpath (path, options) {
  const { encoding } = given(options)
  return onPath('fs.realpath', 'realpath', path, {}, pathReader(encoding))
}

/**
 * As `realpath()`, and what is missing is named as by looking at one folder after the other.
 * @param {PathLike} path
 * @param {any} [options] encoding
 * @returns {import('./operation.js').Steps<any>}
 */
export function realpathByLooking (path, options) {
  // As in Node, which looks for what the value is as text.
  const wanted = typeof path === 'string' || path instanceof URL || path instanceof Uint8Array ? path : `${path}`
  const described = realpath(wanted, options)
  return steps()

  /** @returns {import('./operation.js').Steps<any>} */
  function * steps () {
    try {
      return yield described
    } catch (error) {
      const parts = paths.resolve(toPath(wanted)).split('/')
      for (let count = 2; count <= parts.length; count++) yield lstat(parts.slice(0, count).join('/'))
      throw error
    }
  }
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
 * @param {{ recursive?: boolean, force?: boolean, maxRetries?: number, retryDelay?: number, signal?: AbortSignal }} [options]
 * @returns {Done}
 */
export function rm (path, options) {
  const described = onPath('fs.rm', 'rm', path, {}, nothing)
  const { recursive, force, maxRetries, retryDelay } = removal(options)
  Object.assign(described.params, { recursive, force, maxRetries, retryDelay })
  return { ...described, signal: options?.signal, told: { ENOENT: nothingThere, ENOTDIR: noFolder, EISDIR: notRecursive } }
}

/**
 * @param {PathLike} path
 * @param {{ recursive?: boolean, maxRetries?: number, retryDelay?: number }} [options] `recursive`: see `rm()`
 * @returns {import('./operation.js').Work<void>}
 */
export function rmdir (path, options) {
  const described = onPath('fs.rmdir', 'rmdir', path, {}, nothing)
  return removal(options, false).recursive ? treeRemoved(path, options) : described
}

/**
 * @param {PathLike} target what the link holds, as it stands
 * @param {PathLike} path
 * @param {'file' | 'dir' | 'junction' | null} [type] matters on Windows only
 * @returns {Done}
 */
export function symlink (target, path, type) {
  if (typeof type === 'string' && !Object.hasOwn(LINKS, type)) {
    const message = `Symlink type must be one of "dir", "file", or "junction". Received "${type}"`
    throw nodeError(Error, 'ERR_FS_INVALID_SYMLINK_TYPE', message)
  }
  const flags = typeof type === 'string' ? LINKS[type] : 0
  return onTwo('fs.symlink', 'symlink', toPath(target, 'target'), toPath(path), { flags })
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
 * @param {any} options
 * @returns {import('./operation.js').Steps<void>}
 */
function * treeRemoved (path, options) {
  /** @type {import('../stats.js').Stats} */
  const found = yield lstat(path)
  if (!found.isDirectory()) throw systemError(-ENOTDIR, 'ENOTDIR', '', { syscall: 'rmdir', path: toPath(path) })
  yield rm(path, options)
}

/**
 * @param {any} options
 * @param {boolean} [forced] `force` is one of them
 */
function removal (options, forced = true) {
  if (options === undefined) return REMOVAL
  const chosen = { ...REMOVAL, ...object(options) }
  boolean(chosen.recursive, 'options.recursive')
  if (forced) boolean(chosen.force, 'options.force')
  integer(chosen.retryDelay, 'options.retryDelay', 0, MAX_INT32)
  integer(chosen.maxRetries, 'options.maxRetries', 0, MAX_UINT32)
  return chosen
}

/**
 * @param {any} encoding
 * @returns {(data: { path: string, encoded?: string }) => any}
 */
function pathReader (encoding) {
  return ({ path, encoded }) => {
    if (!encoding || encoding === 'utf8') return path
    return decode(encoded === undefined ? encode(path) : nameOf({ name: encoded, type: 0 }, 'buffer'), encoding)
  }
}
