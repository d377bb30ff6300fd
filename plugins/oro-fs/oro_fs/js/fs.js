/**
 * Files, as Node's `fs` has them: by callbacks, at once (`…Sync`), by promises (`promises`) and as streams.
 * Bytes are a Uint8Array, or a Buffer where there is one.
 * @module
 */

import { NotImplementedError } from 'oro:errors'
import { optionsOf } from './fs/encoding.js'
import { ReadStream, WriteStream } from './fs/stream.js'
import { Watcher } from './fs/watcher.js'

export * from './fs/callbacks.js'
export * as constants from './fs/constants.js'
export { F_OK, R_OK, W_OK, X_OK } from './fs/constants.js'
export { Dir, Dirent } from './fs/dir.js'
export * as fds from './fs/fds.js'
export { DirectoryHandle, FileHandle } from './fs/handle.js'
export * as promises from './fs/promises.js'
export { Stats } from './fs/stats.js'
export { ReadStream as FileReadStream, WriteStream as FileWriteStream } from './fs/stream.js'
export * from './fs/sync.js'
export { ReadStream, Watcher, WriteStream }
export * as default from './fs.js'

/**
 * @param {import('./fs/paths.js').PathLike} path
 * @param {any} [options] encoding, or what `ReadStream` takes
 */
export function createReadStream (path, options) {
  return new ReadStream(path, optionsOf(options))
}

/**
 * @param {import('./fs/paths.js').PathLike} path
 * @param {any} [options] encoding, or what `WriteStream` takes
 */
export function createWriteStream (path, options) {
  return new WriteStream(path, optionsOf(options))
}

/**
 * Tell what changes in a folder, or of a file.
 * @param {import('./fs/paths.js').PathLike} path
 * @param {any} [options] encoding, `{ encoding, recursive, signal }`, or the listener
 * @param {(eventType: 'rename' | 'change', filename: any) => void} [listener]
 */
export function watch (path, options, listener) {
  const onChange = typeof options === 'function' ? options : listener
  const watcher = new Watcher(path, typeof options === 'function' ? undefined : options)
  if (onChange) watcher.on('change', onChange)
  return watcher
}

export const cp = missing('cp')
export const cpSync = missing('cpSync')
export const glob = missing('glob')
export const globSync = missing('globSync')
export const lchmod = missing('lchmod')
export const lchmodSync = missing('lchmodSync')
export const openAsBlob = missing('openAsBlob')
export const readv = missing('readv')
export const readvSync = missing('readvSync')
export const statfs = missing('statfs')
export const statfsSync = missing('statfsSync')
export const unwatchFile = missing('unwatchFile')
export const watchFile = missing('watchFile')
export const writev = missing('writev')
export const writevSync = missing('writevSync')

/**
 * @param {string} name
 * @returns {(...args: any[]) => never}
 */
function missing (name) {
  return () => { throw new NotImplementedError(`fs.${name}()`) }
}
