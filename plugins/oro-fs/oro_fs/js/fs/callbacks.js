/** Files by callbacks, and by the numbers of open files. */

import * as descriptor from './descriptor.js'
import { Dir } from './dir.js'
import * as fds from './fds.js'
import { FileHandle } from './handle.js'
import { readdir as list } from './listing.js'
import { calledBack, callbackOf, perform, settle } from './operation.js'
import * as operations from './operations.js'
import { readPiece, writePiece } from './transfer.js'
import * as files from './whole-file.js'

/** @typedef {(...args: any[]) => any} Callback */

export const access = calledBack(operations.access)
export const chmod = calledBack(operations.chmod)
export const chown = calledBack(operations.chown)
export const copyFile = calledBack(operations.copyFile)
export const lchown = calledBack(operations.lchown)
export const link = calledBack(operations.link)
export const lstat = calledBack(operations.lstat)
export const lutimes = calledBack(operations.lutimes)
export const mkdir = calledBack(operations.mkdir)
export const mkdtemp = calledBack(operations.mkdtemp)
export const readlink = calledBack(operations.readlink)
export const realpath = Object.assign(calledBack(operations.realpath), { native: calledBack(operations.realpath) })
export const rename = calledBack(operations.rename)
export const rm = calledBack(operations.rm)
export const rmdir = calledBack(operations.rmdir)
export const stat = calledBack(operations.stat)
export const symlink = calledBack(operations.symlink)
export const truncate = calledBack(operations.truncate)
export const unlink = calledBack(operations.unlink)
export const utimes = calledBack(operations.utimes)

export const appendFile = fromPromise(files.appendFile)
export const opendir = fromPromise(async (path, options) => Dir.open(path, options))
export const readFile = fromPromise(files.readFile)
export const readdir = fromPromise(list)
export const writeFile = fromPromise(files.writeFile)

export const fchmod = onFd('fchmod', descriptor.fchmod)
export const fchown = onFd('fchown', descriptor.fchown)
export const fdatasync = onFd('fdatasync', descriptor.fdatasync)
export const fstat = onFd('fstat', descriptor.fstat)
export const fsync = onFd('fsync', descriptor.fsync)
export const ftruncate = onFd('ftruncate', descriptor.ftruncate)
export const futimes = onFd('futime', descriptor.futimes)

/**
 * Tell whether something has this path; the callback gets that alone.
 * @param {import('./paths.js').PathLike} path
 * @param {(exists: boolean) => void} callback
 */
export function exists (path, callback) {
  access(path, (/** @type {any} */ error) => callback(!error))
}

/** @param {...any} args `path`, `flags`, `mode` and a callback for the number */
export function open (...args) {
  const callback = callbackOf(args)
  const [path, flags, mode] = args
  settle(FileHandle.open(path, flags, mode).then(({ fd }) => fd), callback)
}

/**
 * @param {number} fd
 * @param {Callback} [callback]
 */
export function close (fd, callback = () => {}) {
  settle(closing(fd), callback)
}

/**
 * @param {number} fd
 * @param {...any} args `buffer, offset, length, position`, or `buffer, options`, or `options`, and a callback for how
 *   many bytes were read, and the buffer
 */
export function read (fd, ...args) {
  const callback = callbackOf(args)
  const { view, buffer, offset, length, position } = readPiece(args)
  reading().then(
    (count) => queueMicrotask(() => callback(null, count, buffer)),
    (error) => queueMicrotask(() => callback(error))
  )

  async function reading () {
    const bytes = await perform(descriptor.read(files.idOf(fd, 'read'), length, position))
    view.set(bytes, offset)
    return bytes.length
  }
}

/**
 * @param {number} fd
 * @param {...any} args `buffer, offset, length, position`, or `text, position, encoding`, and a callback for how many
 *   bytes were written, and the buffer
 */
export function write (fd, ...args) {
  const callback = callbackOf(args)
  const { view, buffer, offset, length, position } = writePiece(args)
  writing().then(
    (count) => queueMicrotask(() => callback(null, count, buffer)),
    (error) => queueMicrotask(() => callback(error))
  )

  async function writing () {
    return perform(descriptor.write(files.idOf(fd, 'write'), view.subarray(offset, offset + length), position))
  }
}

/** @param {number} fd */
async function closing (fd) {
  const id = files.idOf(fd, 'close')
  fds.release(fd, id)
  await perform(descriptor.close(id))
}

/**
 * @param {(...args: any[]) => Promise<any>} make
 * @returns {(...args: any[]) => void}
 */
function fromPromise (make) {
  return (...args) => {
    const callback = callbackOf(args)
    settle(make(...args), callback)
  }
}

/**
 * @param {string} syscall
 * @param {(id: string, ...args: any[]) => import('./operation.js').Operation<any>} describe
 * @returns {(fd: number, ...args: any[]) => void}
 */
function onFd (syscall, describe) {
  return (fd, ...args) => {
    const callback = callbackOf(args)
    settle((async () => perform(describe(files.idOf(fd, syscall), ...args)))(), callback)
  }
}
