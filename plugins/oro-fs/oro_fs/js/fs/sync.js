/** Files at once: the page stands still until the host has answered. */

import * as descriptor from './descriptor.js'
import { Dir } from './dir.js'
import * as fds from './fds.js'
import { performSync, synchronous } from './operation.js'
import * as operations from './operations.js'
import { readPiece, writePiece } from './transfer.js'
import { idOf } from './whole-file.js'

export { readdirSync } from './listing.js'
export { appendFileSync, readFileSync, writeFileSync } from './whole-file.js'

export const accessSync = synchronous(operations.access)
export const chmodSync = synchronous(operations.chmod)
export const chownSync = synchronous(operations.chown)
export const copyFileSync = synchronous(operations.copyFile)
export const lchownSync = synchronous(operations.lchown)
export const linkSync = synchronous(operations.link)
export const lutimesSync = synchronous(operations.lutimes)
export const mkdirSync = synchronous(operations.mkdir)
export const mkdtempSync = synchronous(operations.mkdtemp)
export const readlinkSync = synchronous(operations.readlink)
export const realpathSync = Object.assign(synchronous(operations.realpath), { native: synchronous(operations.realpath) })
export const renameSync = synchronous(operations.rename)
export const rmSync = synchronous(operations.rm)
export const rmdirSync = synchronous(operations.rmdir)
export const symlinkSync = synchronous(operations.symlink)
export const truncateSync = synchronous(operations.truncate)
export const unlinkSync = synchronous(operations.unlink)
export const utimesSync = synchronous(operations.utimes)

export const fchmodSync = onFd('fchmod', descriptor.fchmod)
export const fchownSync = onFd('fchown', descriptor.fchown)
export const fdatasyncSync = onFd('fdatasync', descriptor.fdatasync)
export const fstatSync = onFd('fstat', descriptor.fstat)
export const fsyncSync = onFd('fsync', descriptor.fsync)
export const ftruncateSync = onFd('ftruncate', descriptor.ftruncate)
export const futimesSync = onFd('futime', descriptor.futimes)

/**
 * @param {import('./paths.js').PathLike} path
 * @param {{ bigint?: boolean, throwIfNoEntry?: boolean }} [options] false gives undefined for what is not there
 * @returns {any}
 */
export function statSync (path, options) {
  return unlessMissing(() => performSync(operations.stat(path, options)), options)
}

/**
 * @param {import('./paths.js').PathLike} path
 * @param {{ bigint?: boolean, throwIfNoEntry?: boolean }} [options]
 * @returns {any}
 */
export function lstatSync (path, options) {
  return unlessMissing(() => performSync(operations.lstat(path, options)), options)
}

/**
 * @param {any} path
 * @returns {boolean}
 */
export function existsSync (path) {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}

/**
 * @param {import('./paths.js').PathLike} path
 * @param {string | number} [flags]
 * @param {import('./operations.js').Mode} [mode]
 * @returns {number}
 */
export function openSync (path, flags, mode) {
  const { id, fd } = performSync(descriptor.open(path, flags, mode))
  fds.set(fd, id, 'file')
  return fd
}

/** @param {number} fd */
export function closeSync (fd) {
  const id = idOf(fd, 'close')
  fds.release(fd, id)
  performSync(descriptor.close(id))
}

/**
 * @param {import('./paths.js').PathLike} path
 * @param {any} [options]
 */
export function opendirSync (path, options) {
  return Dir.openSync(path, options)
}

/**
 * @param {number} fd
 * @param {...any} args `buffer, offset, length, position`, or `buffer, options`
 * @returns {number} how many bytes were read
 */
export function readSync (fd, ...args) {
  const { view, offset, length, position } = readPiece(args)
  const bytes = performSync(descriptor.read(idOf(fd, 'read'), length, position))
  view.set(bytes, offset)
  return bytes.length
}

/**
 * @param {number} fd
 * @param {...any} args `buffer, offset, length, position`, or `text, position, encoding`
 * @returns {number} how many bytes were written
 */
export function writeSync (fd, ...args) {
  const { view, offset, length, position } = writePiece(args)
  return performSync(descriptor.write(idOf(fd, 'write'), view.subarray(offset, offset + length), position))
}

/**
 * @template {any[]} A
 * @template R
 * @param {string} syscall
 * @param {(id: string, ...args: A) => import('./operation.js').Operation<R>} describe
 * @returns {(fd: number, ...args: A) => R}
 */
function onFd (syscall, describe) {
  return (fd, ...args) => performSync(describe(idOf(fd, syscall), ...args))
}

/**
 * @template T
 * @param {() => T} look
 * @param {{ throwIfNoEntry?: boolean }} [options]
 * @returns {T | undefined}
 */
function unlessMissing (look, { throwIfNoEntry = true } = {}) {
  try {
    return look()
  } catch (error) {
    if (!throwIfNoEntry && /** @type {any} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}
