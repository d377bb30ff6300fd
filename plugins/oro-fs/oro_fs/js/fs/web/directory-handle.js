import { lstat } from '../operations/attributes.js'
import { writeFile } from '../operations/contents.js'
import { Dir } from '../dir.js'
import { mkdir, rm, rmdir, unlink } from '../operations/names.js'
import { perform } from '../operations/operation.js'
import { joinPath } from '../arguments/paths.js'
import { FileSystemFileHandle } from './file-handle.js'
import { checkedName, FileSystemHandle, lookedUp, pathOf, told } from './handle.js'

/** A folder of this machine. */
export class FileSystemDirectoryHandle extends FileSystemHandle {
  /** @type {'directory'} */
  kind = 'directory'

  /**
   * @param {string} name
   * @param {{ create?: boolean }} [options]
   * @returns {Promise<FileSystemFileHandle>}
   */
  async getFileHandle (name, { create = false } = {}) {
    const path = this.#child(name)
    // Made when it is missing, left as it is otherwise.
    if (create) await told(perform(writeFile(path, '', { flag: 'a' })))
    return new FileSystemFileHandle(await lookedUp(path, 'file'))
  }

  /**
   * @param {string} name
   * @param {{ create?: boolean }} [options]
   * @returns {Promise<FileSystemDirectoryHandle>}
   */
  async getDirectoryHandle (name, { create = false } = {}) {
    const path = this.#child(name)
    if (create) await made(path)
    return new FileSystemDirectoryHandle(await lookedUp(path, 'directory'))
  }

  /**
   * Remove what has a name.
   * @param {string} name
   * @param {{ recursive?: boolean }} [options] folders with all that is in them
   */
  async removeEntry (name, { recursive = false } = {}) {
    const path = this.#child(name)
    const found = await told(perform(lstat(path)))
    if (!found.isDirectory()) await told(perform(unlink(path)))
    else await told(perform(recursive ? rm(path, { recursive }) : rmdir(path)))
  }

  /**
   * @param {FileSystemHandle} descendant
   * @returns {Promise<string[] | null>} the names that lead there, null when it is not in this folder
   */
  async resolve (descendant) {
    const [folder, path] = [pathOf(this), pathOf(descendant)]
    if (folder === path) return []
    return path.startsWith(folder === '/' ? folder : `${folder}/`) ? path.slice(folder.length).split('/').filter(Boolean) : null
  }

  /** @returns {AsyncGenerator<[string, FileSystemHandle], void, void>} files and folders; nothing else is shown */
  async * entries () {
    const folder = pathOf(this)
    for await (const entry of await told(perform(Dir.opening(folder)))) {
      const path = joinPath(folder, entry.name)
      if (entry.isDirectory()) yield [entry.name, new FileSystemDirectoryHandle(path)]
      else if (entry.isFile()) yield [entry.name, new FileSystemFileHandle(path)]
    }
  }

  async * keys () {
    for await (const [name] of this.entries()) yield name
  }

  async * values () {
    for await (const [, handle] of this.entries()) yield handle
  }

  [Symbol.asyncIterator] () {
    return this.entries()
  }

  /** @param {string} name */
  #child (name) {
    return joinPath(pathOf(this), checkedName(name))
  }
}

/** @param {string} path */
async function made (path) {
  try {
    await perform(mkdir(path))
  } catch (error) {
    // What is there may still be no folder; that is looked at next.
    if (/** @type {any} */ (error).code !== 'EEXIST') await told(Promise.reject(error))
  }
}
