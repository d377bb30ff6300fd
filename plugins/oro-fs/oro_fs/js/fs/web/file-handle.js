import { createFile } from './file.js'
import { FileSystemHandle, pathOf } from './handle.js'
import { FileSystemWritableFileStream } from './writable.js'

/** A file of this machine. */
export class FileSystemFileHandle extends FileSystemHandle {
  /** @type {'file'} */
  kind = 'file'

  /** @returns {Promise<import('./file.js').File>} the file as it is now */
  async getFile () {
    return createFile(pathOf(this))
  }

  /**
   * @param {{ keepExistingData?: boolean }} [options] begin with what the file holds, not with nothing
   * @returns {Promise<FileSystemWritableFileStream>}
   */
  async createWritable (options) {
    return FileSystemWritableFileStream.open(pathOf(this), options)
  }
}
