/**
 * Files and folders of this machine as the web has them: a `File` that is read when asked, and the handles of the
 * File System standard.
 *
 *     const folder = await createFileSystemDirectoryHandle('/home/ada/notes')
 *     const file = await folder.getFileHandle('today.txt', { create: true })
 *     const writable = await file.createWritable()
 *     await writable.write('hello')
 *     await writable.close()
 *
 * @module
 */

import { FileSystemDirectoryHandle } from './web/directory-handle.js'
import { createFile, File } from './web/file.js'
import { FileSystemFileHandle } from './web/file-handle.js'
import { lookedUp } from './web/handle.js'
import { FileSystemWritableFileStream } from './web/writable.js'

export { File }
export { FileSystemHandle } from './web/handle.js'
export { showDirectoryPicker, showOpenFilePicker, showSaveFilePicker } from './web/pickers.js'
export { createFile, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemWritableFileStream }
export * as default from './web.js'

/**
 * The handle of a file.
 * @param {import('./arguments/paths.js').PathLike | File} path or the File of one of this machine
 * @returns {Promise<FileSystemFileHandle>}
 * @throws {DOMException} NotFoundError when there is none, TypeMismatchError when it is a folder
 */
export async function createFileSystemFileHandle (path) {
  return new FileSystemFileHandle(await lookedUp(path instanceof File ? File.pathOf(path) : path, 'file'))
}

/**
 * The handle of a folder.
 * @param {import('./arguments/paths.js').PathLike} path
 * @returns {Promise<FileSystemDirectoryHandle>}
 * @throws {DOMException} NotFoundError when there is none, TypeMismatchError when it is a file
 */
export async function createFileSystemDirectoryHandle (path) {
  return new FileSystemDirectoryHandle(await lookedUp(path, 'directory'))
}

/**
 * A stream that writes a file; what it wrote shows when it is closed.
 * @param {FileSystemFileHandle | import('./arguments/paths.js').PathLike} file
 * @param {{ keepExistingData?: boolean }} [options]
 * @returns {Promise<FileSystemWritableFileStream>}
 */
export async function createFileSystemWritableFileStream (file, options) {
  const handle = file instanceof FileSystemFileHandle ? file : await createFileSystemFileHandle(file)
  return handle.createWritable(options)
}
