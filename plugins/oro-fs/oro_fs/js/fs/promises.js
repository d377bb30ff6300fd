/**
 * Files by promises, as Node's `fs/promises` has them. What waits takes `{ signal }`.
 * @module
 */

import { NotImplementedError } from 'oro:errors'
import { Dir } from './dir.js'
import { FileHandle } from './handle.js'
import { promised } from './operation.js'
import * as operations from './operations.js'

export * as constants from './constants.js'
export { FileHandle } from './handle.js'
export { readdir } from './listing.js'
export { watch } from './watcher.js'
export { appendFile, readFile, writeFile } from './whole-file.js'
export * as default from './promises.js'

export const access = promised(operations.access)
export const chmod = promised(operations.chmod)
export const chown = promised(operations.chown)
export const copyFile = promised(operations.copyFile)
export const lchown = promised(operations.lchown)
export const link = promised(operations.link)
export const lstat = promised(operations.lstat)
export const lutimes = promised(operations.lutimes)
export const mkdir = promised(operations.mkdir)
export const mkdtemp = promised(operations.mkdtemp)
export const readlink = promised(operations.readlink)
export const realpath = promised(operations.realpath)
export const rename = promised(operations.rename)
export const rm = promised(operations.rm)
export const rmdir = promised(operations.rmdir)
export const stat = promised(operations.stat)
export const symlink = promised(operations.symlink)
export const truncate = promised(operations.truncate)
export const unlink = promised(operations.unlink)
export const utimes = promised(operations.utimes)

/**
 * @param {import('./paths.js').PathLike} path
 * @param {string | number} [flags]
 * @param {import('./operations.js').Mode} [mode]
 * @returns {Promise<FileHandle>}
 */
export async function open (path, flags, mode) {
  return FileHandle.open(path, flags, mode)
}

/**
 * @param {import('./paths.js').PathLike} path
 * @param {any} [options] encoding, or `{ encoding, bufferSize }`
 * @returns {Promise<Dir>}
 */
export async function opendir (path, options) {
  return Dir.open(path, options)
}

export const cp = missing('cp')
export const glob = missing('glob')
export const lchmod = missing('lchmod')
export const statfs = missing('statfs')

/**
 * @param {string} name
 * @returns {(...args: any[]) => Promise<never>}
 */
function missing (name) {
  return async () => { throw new NotImplementedError(`fs.promises.${name}()`) }
}
