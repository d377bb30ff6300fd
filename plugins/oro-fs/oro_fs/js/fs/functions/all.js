/** The functions and classes of `fs`. */

import { openAsBlob as describeBlob } from '../operations/contents.js'
import { optionsOf } from '../arguments/encoding.js'
import { promised } from '../operations/operation.js'
import { ReadStream } from '../streams/read-stream.js'
import { Watcher } from '../watcher.js'
import { WriteStream } from '../streams/write-stream.js'

export { seconds as _toUnixTimestamp } from '../arguments/check.js'
export * as bookmarks from '../bookmarks.js'
export * from './callbacks.js'
export { default as constants, F_OK, R_OK, W_OK, X_OK } from '../constants.js'
export { Dir, Dirent } from '../dir.js'
export * as fds from '../fds.js'
export { DirectoryHandle, FileHandle } from '../handle.js'
export { default as promises } from '../promises.js'
export { unwatchFile, watchFile } from '../stat-watcher.js'
export { Stats } from '../stats.js'
export { ReadStream as FileReadStream } from '../streams/read-stream.js'
export { WriteStream as FileWriteStream } from '../streams/write-stream.js'
export * from './sync.js'
export { ReadStream, Watcher, WriteStream }

/** Only macOS can; Node has nothing under these names everywhere else, too. */
export const lchmod = undefined
export const lchmodSync = undefined

export const openAsBlob = promised(describeBlob)

/**
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {any} [options] encoding, or what `ReadStream` takes
 */
export function createReadStream (path, options) {
  return new ReadStream(path, optionsOf(options))
}

/**
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {any} [options] encoding, or what `WriteStream` takes
 */
export function createWriteStream (path, options) {
  return new WriteStream(path, optionsOf(options))
}

/**
 * Tell what changes in a folder, or of a file.
 * @param {import('../arguments/paths.js').PathLike} path
 * @param {any} [options] encoding, `{ encoding, recursive, signal }`, or the listener
 * @param {(eventType: 'rename' | 'change', filename: any) => void} [listener]
 */
export function watch (path, options, listener) {
  const onChange = typeof options === 'function' ? options : listener
  const watcher = new Watcher(path, typeof options === 'function' ? undefined : options).startSync()
  if (onChange) watcher.on('change', onChange)
  return watcher
}
