/** Files by promises. */

import { nodeError } from 'oro:errors/node'
import { Dir } from '../dir.js'
import { FileHandle } from '../handle.js'
import { promised } from '../operations/operation.js'
import * as byNumber from '../operations/by-number.js'
import * as operations from '../operations/by-path.js'
import { toPath } from '../arguments/paths.js'

export { default as constants } from '../constants.js'
export { FileHandle } from '../handle.js'
export { watch } from '../watcher.js'

export const access = promised(operations.access)
export const appendFile = promised(unnumbered(operations.appendFile))
export const chmod = promised(operations.chmod)
export const chown = promised(operations.chown)
export const copyFile = promised(operations.copyFile)
export const cp = promised(operations.cp)
export const lchown = promised(operations.lchown)
export const link = promised(operations.link)
export const lstat = promised(operations.lstat)
export const lutimes = promised(operations.lutimes)
export const mkdir = promised(operations.mkdir)
export const mkdtemp = promised(operations.mkdtemp)
export const opendir = promised(Dir.opening)
export const readFile = promised(unnumbered(operations.readFile))
export const readdir = promised(operations.readdir)
export const readlink = promised(operations.readlink)
export const realpath = promised(operations.realpath)
export const rename = promised(operations.rename)
export const rm = promised(operations.rm)
export const rmdir = promised(operations.rmdir)
export const stat = promised(operations.stat)
export const statfs = promised(operations.statfs)
export const symlink = promised(operations.symlink)
export const truncate = promised(operations.truncate)
export const unlink = promised(operations.unlink)
export const utimes = promised(operations.utimes)
export const writeFile = promised(unnumbered(operations.writeFrom))

/**
 * Tell of an open file.
 * @param {FileHandle | number} file a handle, or what `fs.open()` gave
 * @param {{ bigint?: boolean }} [options]
 */
export async function fstat (file, options) {
  return typeof file === 'number' ? numbered(file, options) : file.stat(options)
}

const numbered = promised(byNumber.fstat)

/**
 * Promises know FileHandles, and no numbers.
 * @template {any[]} A
 * @template W
 * @param {(file: any, ...args: A) => W} describe
 * @returns {(file: import('../arguments/paths.js').PathLike | FileHandle, ...args: A) => W}
 */
function unnumbered (describe) {
  return (file, ...args) => describe(typeof file === 'number' ? toPath(file) : file, ...args)
}

/** Only macOS can; Node says so everywhere else, too. */
export async function lchmod () {
  throw nodeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The lchmod() method is not implemented')
}

/**
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {string | number | null} [flags]
 * @param {import('../arguments/check.js').Mode | null} [mode]
 * @returns {Promise<FileHandle>}
 */
export async function open (path, flags, mode) {
  return FileHandle.open(path, flags, mode)
}
