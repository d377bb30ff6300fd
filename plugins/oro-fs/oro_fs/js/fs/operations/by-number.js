/** Operations and steps on open files; the first argument is the file's descriptor, the system's number. */

import { callable, descriptorNumber } from '../arguments/check.js'
import * as descriptor from './descriptor.js'
import * as fds from '../fds.js'
import * as pieces from './pieces.js'

/** No descriptor has this id: the host answers as it does for every number that is not open. */
const NOT_OPEN = '-'

export const close = byNumber(descriptor.close)
export const fchmod = byNumberLast(descriptor.fchmod)
export const fchown = byNumberLast(descriptor.fchown)
export const fdatasync = byNumber(descriptor.fdatasync)
export const fstat = byNumber(descriptor.fstat)
export const fsync = byNumber(descriptor.fsync)
export const ftruncate = byNumber(descriptor.ftruncate)
export const futimes = byNumberLast(descriptor.futimes)
export const read = byNumber(pieces.read)
export const readv = byNumber(pieces.readv)
export const write = byNumber(pieces.write)
export const writeSoon = byNumber(pieces.writeSoon)
export const writev = byNumber(pieces.writev)

/**
 * The id of an open file, or one that no file has.
 * @param {any} fd
 * @returns {string}
 */
export function idOf (fd) {
  return fds.get(descriptorNumber(fd)) ?? NOT_OPEN
}

/**
 * Take the number out of circulation at once: the system may give it to another file while this one closes.
 * @param {number} fd
 */
export function closing (fd) {
  const work = close(fd)
  fds.release(fd, idOf(fd))
  return work
}

/**
 * The optional callback of `close()`.
 * @param {any} callback
 */
export function closeCallback (callback) {
  return callback === undefined ? (/** @type {any} */ error) => { if (error) throw error } : callable(callback)
}

/**
 * As `byNumber()`, and the number is checked after the other arguments.
 * @template {any[]} A
 * @template R
 * @param {(id: string, ...args: A) => import('./operation.js').Operation<R>} describe
 * @returns {(fd: number, ...args: A) => import('./operation.js').Operation<R>}
 */
function byNumberLast (describe) {
  return (fd, ...args) => {
    const described = describe(NOT_OPEN, ...args)
    described.params.id = idOf(fd)
    return described
  }
}

/**
 * @template {any[]} A
 * @template W
 * @param {(id: string, ...args: A) => W} describe
 * @returns {(fd: number, ...args: A) => W}
 */
function byNumber (describe) {
  return (fd, ...args) => describe(idOf(fd), ...args)
}
