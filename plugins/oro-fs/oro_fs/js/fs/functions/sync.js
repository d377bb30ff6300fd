/** Files at once: the page stands still until the host has answered. */

import { descriptorNumber, viewOf } from '../arguments/check.js'
import * as byNumber from '../operations/by-number.js'
import { open } from '../operations/descriptor.js'
import { Dir } from '../dir.js'
import { performSync, synchronous } from '../operations/operation.js'
import * as operations from '../operations/by-path.js'
import { truncated } from '../operations/truncated.js'

export const accessSync = synchronous(operations.access)
export const appendFileSync = synchronous(operations.appendFile)
export const chmodSync = synchronous(operations.chmod)
export const chownSync = synchronous(operations.chown)
export const copyFileSync = synchronous(operations.copyFile)
export const cpSync = synchronous(operations.cp)
export const lchownSync = synchronous(operations.lchown)
export const linkSync = synchronous(operations.link)
export const lutimesSync = synchronous(operations.lutimes)
export const mkdirSync = synchronous(operations.mkdir)
export const mkdtempSync = synchronous(operations.mkdtemp)
export const readFileSync = synchronous(operations.readFile)
export const readdirSync = synchronous(operations.readdir)
export const readlinkSync = synchronous(operations.readlink)
export const realpathSync = Object.assign(synchronous(operations.realpathByLooking), { native: synchronous(operations.realpath) })
export const renameSync = synchronous(operations.rename)
export const rmSync = synchronous(operations.rm)
export const rmdirSync = synchronous(operations.rmdir)
export const statfsSync = synchronous(operations.statfs)
export const symlinkSync = synchronous(operations.symlink)
export const truncateSync = synchronous(truncated)
export const unlinkSync = synchronous(operations.unlink)
export const utimesSync = synchronous(operations.utimes)
export const writeFileSync = synchronous(operations.writeFile)

export const fchmodSync = synchronous(byNumber.fchmod)
export const fchownSync = synchronous(byNumber.fchown)
export const fdatasyncSync = synchronous(byNumber.fdatasync)
export const fstatSync = synchronous(byNumber.fstat)
export const fsyncSync = synchronous(byNumber.fsync)
export const ftruncateSync = synchronous(byNumber.ftruncate)
export const futimesSync = synchronous(byNumber.futimes)

export const closeSync = synchronous(byNumber.closing)
export const opendirSync = synchronous(Dir.opening)

/**
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {{ bigint?: boolean, throwIfNoEntry?: boolean }} [options] false gives undefined for what is not there
 * @returns {any}
 */
export function statSync (path, options) {
  return unlessMissing(() => performSync(operations.stat(path, options)), options)
}

/**
 * @param {import('../arguments/paths.js').PathLike} path
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
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {string | number | null} [flags]
 * @param {import('../arguments/check.js').Mode | null} [mode]
 * @returns {number}
 */
export function openSync (path, flags, mode) {
  return performSync(open(path, flags, mode)).fd
}

/**
 * @param {number} fd
 * @param {...any} args `buffer, offset, length, position`, or `buffer, options`
 * @returns {number} how many bytes were read
 */
export function readSync (fd, ...args) {
  descriptorNumber(fd)
  viewOf(args[0])
  return performSync(byNumber.read(fd, ...args)).bytesRead
}

/**
 * @param {number} fd
 * @param {...any} args `buffer, offset, length, position`, or `text, position, encoding`
 * @returns {number} how many bytes were written
 */
export function writeSync (fd, ...args) {
  return performSync(byNumber.write(fd, ...args)).bytesWritten
}

/**
 * @param {number} fd
 * @param {ArrayBufferView<ArrayBuffer>[]} buffers filled in order
 * @param {number | null} [position]
 * @returns {number} how many bytes were read
 */
export function readvSync (fd, buffers, position) {
  return performSync(byNumber.readv(fd, buffers, position)).bytesRead
}

/**
 * @param {number} fd
 * @param {ArrayBufferView<ArrayBuffer>[]} buffers
 * @param {number | null} [position]
 * @returns {number} how many bytes were written
 */
export function writevSync (fd, buffers, position) {
  return performSync(byNumber.writev(fd, buffers, position)).bytesWritten
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
