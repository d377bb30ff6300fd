import { stat } from '../operations/attributes.js'
import { perform } from '../operations/operation.js'
import { onPath } from '../operations/on-path.js'
import { toPath } from '../arguments/paths.js'
import { told } from './handle.js'

/** A piece asked for in one call of the host. */
const PIECE = 1 << 20

/**
 * @typedef {object} Span what a File shows of a file
 * @property {string} path
 * @property {number} start
 * @property {number} end
 * @property {number} changed when the file was last modified, in milliseconds, as the File saw it
 */

/**
 * A file of this machine as the web's `File`. It holds no bytes: they are read when asked for, and NotReadableError
 * says that the file changed in the meantime. Where the engine itself needs a Blob, as in `FormData`, give it
 * `new Blob([await file.arrayBuffer()])`.
 */
export class File extends globalThis.File {
  #span

  /**
   * @param {Span} span
   * @param {string} name
   * @param {string} type
   */
  constructor (span, name, type) {
    super([], name, { type, lastModified: span.changed })
    this.#span = span
  }

  /**
   * @param {File} file
   * @returns {string} where it is
   */
  static pathOf (file) {
    return file.#span.path
  }

  get size () {
    return this.#span.end - this.#span.start
  }

  /**
   * @param {number} [start]
   * @param {number} [end]
   * @param {string} [type]
   * @returns {any} a File of a part of the file
   */
  slice (start = 0, end = this.size, type = '') {
    const from = this.#place(start)
    const to = Math.max(from, this.#place(end))
    return new File({ ...this.#span, start: from, end: to }, this.name, type)
  }

  /** @returns {Promise<ArrayBuffer>} */
  async arrayBuffer () {
    return this.#read(this.#span.start, this.size)
  }

  /** @returns {Promise<any>} */
  async bytes () {
    return new Uint8Array(await this.arrayBuffer())
  }

  async text () {
    return new TextDecoder().decode(await this.arrayBuffer())
  }

  /** @returns {any} a ReadableStream of bytes, read as they are taken */
  stream () {
    let at = this.#span.start
    return new ReadableStream({
      pull: async (controller) => {
        const size = Math.min(PIECE, this.#span.end - at)
        if (size > 0) controller.enqueue(new Uint8Array(await this.#read(at, size)))
        at += size
        if (at >= this.#span.end) controller.close()
      }
    }, { highWaterMark: 0 })
  }

  /**
   * @param {number} offset
   * @param {number} size
   * @returns {Promise<ArrayBuffer>}
   */
  async #read (offset, size) {
    const { path, changed } = this.#span
    if (size === 0) return new ArrayBuffer(0)
    const reading = onPath('fs.readFile', 'open', path, { offset, size }, (data) => data)
    const bytes = await told(perform({ ...reading, binary: true }))
    const now = await told(perform(stat(path)))
    if (bytes.byteLength === size && Math.floor(now.mtimeMs) === changed) return bytes
    throw new DOMException(`Cannot read "${path}": it was changed`, 'NotReadableError')
  }

  /** @param {number} place counted from the end when negative */
  #place (place) {
    const { start } = this.#span
    return start + (place < 0 ? Math.max(0, this.size + place) : Math.min(place, this.size))
  }
}

/**
 * The File of a path.
 * @param {import('../arguments/paths.js').PathLike} value
 * @param {{ type?: string }} [options]
 * @returns {Promise<File>}
 * @throws {DOMException} NotFoundError when there is none, TypeMismatchError when it is a folder
 */
export async function createFile (value, { type = '' } = {}) {
  const path = toPath(value)
  const found = await told(perform(stat(path)))
  if (!found.isFile()) throw new DOMException(`Cannot read "${path}" as a file: it is none`, 'TypeMismatchError')
  const span = { path, start: 0, end: found.size, changed: Math.floor(found.mtimeMs) }
  return new File(span, path.slice(path.lastIndexOf('/') + 1), type)
}
