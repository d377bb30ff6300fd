import { close, ftruncate, open, write } from '../operations/descriptor.js'
import { dataBytes } from '../arguments/encoding.js'
import { newId } from '../fds.js'
import { copyFile, rename, unlink } from '../operations/names.js'
import { perform } from '../operations/operation.js'
import { told } from './handle.js'

/** @typedef {{ type: 'write' | 'seek' | 'truncate', data?: any, position?: number | null, size?: number | null }} Command */

/**
 * Writes a file beside it; the file takes its new content when the stream is closed, and keeps the old one when it is
 * aborted.
 */
export class FileSystemWritableFileStream extends WritableStream {
  #sink

  /** @param {Sink} sink */
  constructor (sink) {
    super({
      write: (chunk) => told(sink.take(chunk)),
      close: () => told(sink.finish()),
      abort: () => sink.discard()
    })
    this.#sink = sink
  }

  /**
   * @param {string} path
   * @param {{ keepExistingData?: boolean }} [options]
   */
  static async open (path, { keepExistingData = false } = {}) {
    return new this(await told(Sink.open(path, keepExistingData)))
  }

  /** Where the next bytes go. */
  get position () {
    return this.#sink.position
  }

  /** @param {any} chunk text, bytes, a Blob, or `{ type, data, position, size }` */
  async write (chunk) {
    const writer = this.getWriter()
    try {
      await writer.write(chunk)
    } finally {
      writer.releaseLock()
    }
  }

  /** @param {number} position */
  seek (position) {
    return this.write({ type: 'seek', position })
  }

  /** @param {number} size */
  truncate (size) {
    return this.write({ type: 'truncate', size })
  }
}

/** The file that is written, and the one it becomes. */
class Sink {
  position = 0
  #path
  #beside
  #id

  /**
   * @param {string} path
   * @param {string} beside
   * @param {string} id
   */
  constructor (path, beside, id) {
    this.#path = path
    this.#beside = beside
    this.#id = id
  }

  /**
   * @param {string} path
   * @param {boolean} keep
   */
  static async open (path, keep) {
    const beside = `${path}.${newId()}.crswap`
    await perform(copyFile(path, beside, 1))
    const { id } = await perform(open(beside, 'r+'))
    if (!keep) await perform(ftruncate(id, 0))
    return new Sink(path, beside, id)
  }

  /** @param {any} chunk */
  async take (chunk) {
    const command = /** @type {Command} */ (isCommand(chunk) ? chunk : { type: 'write', data: chunk })
    if (command.type === 'seek') this.position = numberOf(command.position, 'position')
    else if (command.type === 'truncate') await this.#truncate(numberOf(command.size, 'size'))
    else await this.#write(command)
  }

  /** @param {Command} command */
  async #write ({ data, position }) {
    if (data === undefined || data === null) throw new TypeError('Cannot write: there is no data')
    let at = position ?? this.position
    let rest = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : bytesOf(data)
    while (rest.length) {
      const count = await perform(write(this.#id, rest, at))
      at += count
      rest = rest.subarray(count)
    }
    this.position = at
  }

  /** @param {number} size */
  async #truncate (size) {
    await perform(ftruncate(this.#id, size))
    this.position = Math.min(this.position, size)
  }

  async finish () {
    await perform(close(this.#id))
    await perform(rename(this.#beside, this.#path))
  }

  async discard () {
    await perform(close(this.#id))
    await perform(unlink(this.#beside))
  }
}

/** @param {any} chunk */
function isCommand (chunk) {
  return typeof chunk === 'object' && chunk !== null && ['write', 'seek', 'truncate'].includes(chunk.type) && !(chunk instanceof Blob)
}

/** @param {any} data */
function bytesOf (data) {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : dataBytes(data)
}

/**
 * @param {any} value
 * @param {string} name
 * @returns {number}
 */
function numberOf (value, name) {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new TypeError(`Cannot ${name === 'size' ? 'truncate' : 'seek'}: ${name} must be a whole number, not ${String(value)}`)
}
