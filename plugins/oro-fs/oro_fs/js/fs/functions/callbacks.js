/** Files by callbacks, and by the numbers of open files. */

import { callable, descriptorNumber } from '../arguments/check.js'
import * as byNumber from '../operations/by-number.js'
import { open as describeOpen } from '../operations/descriptor.js'
import { Dir } from '../dir.js'
import { calledBack, perform, settle, takeCallback } from '../operations/operation.js'
import * as operations from '../operations/by-path.js'
import { truncated } from '../operations/truncated.js'

/** The symbol of a function's own form for `util.promisify()`. */
const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom')

export const access = calledBack(operations.access, 1, 2)
export const appendFile = calledBack(operations.appendFile, 2, 3, true)
export const chmod = calledBack(operations.chmod, 2)
export const chown = calledBack(operations.chown, 3)
export const copyFile = calledBack(operations.copyFile, 2, 3)
export const cp = calledBack(operations.cp, 2, 3)
export const lchown = calledBack(operations.lchown, 3)
export const link = calledBack(operations.link, 2)
export const lstat = calledBack(operations.lstat, 1, 2)
export const lutimes = calledBack(operations.lutimes, 3)
export const mkdir = calledBack(operations.mkdir, 1, 2)
export const mkdtemp = calledBack(operations.mkdtemp, 1, 2)
export const readFile = calledBack(operations.readFile, 1, 2, true)
export const readdir = calledBack(operations.readdir, 1, 2)
export const readlink = calledBack(operations.readlink, 1, 2)
export const realpath = Object.assign(calledBack(operations.realpathByLooking, 1, 2), { native: calledBack(operations.realpath, 1, 2) })
export const rename = calledBack(operations.rename, 2)
export const rm = calledBack(operations.rm, 1, 2)
export const rmdir = calledBack(operations.rmdir, 1, 2)
export const stat = calledBack(operations.stat, 1, 2)
export const statfs = calledBack(operations.statfs, 1, 2)
export const symlink = calledBack(operations.symlink, 2, 3)
export const truncate = calledBack(truncated, 1, 2)
export const unlink = calledBack(operations.unlink, 1)
export const utimes = calledBack(operations.utimes, 3)
export const writeFile = calledBack(operations.writeFile, 2, 3, true)

export const fchmod = calledBack(byNumber.fchmod, 2)
export const fchown = calledBack(byNumber.fchown, 3)
export const fdatasync = calledBack(byNumber.fdatasync, 1)
export const fstat = calledBack(byNumber.fstat, 1, 2)
export const fsync = calledBack(byNumber.fsync, 1)
export const ftruncate = calledBack(byNumber.ftruncate, 1, 2)
export const futimes = calledBack(byNumber.futimes, 3)

/** @param {...any} args `fd`, what `pieces.read()` takes, and a callback for how many bytes were read, and the buffer */
export const read = pieced(byNumber.read, 5, ['bytesRead', 'buffer'])

/** @param {...any} args `fd`, what `pieces.write()` takes, and a callback for how many were written, and the buffer */
export const write = pieced(byNumber.writeSoon, 5, ['bytesWritten', 'buffer'])

/** @param {...any} args `fd, buffers, position` and a callback for how many bytes were read, and the buffers */
export const readv = pieced(byNumber.readv, 3, ['bytesRead', 'buffers'])

/** @param {...any} args `fd, buffers, position` and a callback for how many were written, and the buffers */
export const writev = pieced(byNumber.writev, 3, ['bytesWritten', 'buffers'], ['bytesWritten', 'buffer'])

/**
 * Tell whether something has this path; the callback gets that alone.
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {(exists: boolean) => void} callback
 */
export function exists (path, callback) {
  callable(callback)
  try {
    access(path, (/** @type {any} */ error) => callback(!error))
  } catch {
    callback(false)
  }
}
Object.defineProperty(exists, PROMISIFIED, {
  value: (/** @type {any} */ path) => new Promise((resolve) => { exists(path, resolve) })
})

/** @param {...any} args `path`, `flags`, `mode` and a callback for the number */
export function open (...args) {
  const callback = takeCallback(args, 1, 3, 'cb', true)
  const [path, flags, mode] = args
  settle(perform(describeOpen(path, flags, mode)), callback, ({ fd }) => [fd])
}

/**
 * @param {number} fd
 * @param {(error: any) => void} [callback]
 */
export function close (fd, callback) {
  const done = byNumber.closeCallback(callback)
  settle(perform(byNumber.closing(fd)), done)
}

/** @param {...any} args `path`, encoding or `{ encoding, bufferSize, recursive }`, and a callback for a Dir */
export function opendir (...args) {
  const callback = takeCallback(args, 1, 2, 'callback')
  settle(perform(Dir.opening(args[0], args[1])), callback)
}

/**
 * @param {(fd: number, ...args: any) => import('../operations/operation.js').Work<any>} describe
 * @param {number} most
 * @param {[string, string]} members of what comes out, which the callback gets
 * @param {[string, string]} names what `util.promisify()` calls them
 * @returns {(...args: any[]) => void}
 */
function pieced (describe, most, members, names = members) {
  const [count, what] = members
  const spread = (/** @type {any} */ value) => [value[count], value[what]]
  const made = (/** @type {any[]} */ ...args) => {
    descriptorNumber(args[0])
    const callback = takeCallback(args, 1, most)
    const [fd, ...rest] = args
    // Whoever asked gets the buffers back when it failed, too.
    const done = (/** @type {any} */ error, /** @type {any[]} */ ...values) => (
      error ? callback(error, 0, rest[0]) : callback(null, ...values)
    )
    settle(perform(describe(fd, ...rest)), done, spread)
  }
  Object.defineProperties(made, { name: { value: '', configurable: true }, length: { value: most + 1, configurable: true } })
  return Object.defineProperty(made, PROMISIFIED, {
    value: (/** @type {any[]} */ ...args) => new Promise((resolve, reject) => {
      made(...args, (/** @type {any} */ error, /** @type {any[]} */ ...values) => {
        if (error) reject(error)
        else resolve({ [names[0]]: values[0], [names[1]]: values[1] })
      })
    })
  })
}
