import { APPEND, FILE, FILE_RIGHTS, READ, WRITE } from '../constants.js'
import { WasiError } from '../errno.js'
import { Descriptor } from './descriptor.js'

/** @typedef {import('../tree/node.js').Content} Content */

/** The highest size of a file: numbers of JavaScript count no further. */
const MOST = BigInt(Number.MAX_SAFE_INTEGER)

/** A file that is open, with its position. */
export class OpenFile extends Descriptor {
  #content
  #at = 0n
  #lacking

  /**
   * @param {Content} content
   * @param {number} flags
   * @param {bigint} rights
   * @param {string} lacking the error of reading and writing what is not open for it
   */
  constructor (content, flags, rights, lacking) {
    super()
    this.#content = content
    this.type = FILE.regular
    this.flags = flags
    this.rights = rights & FILE_RIGHTS
    this.#lacking = lacking
  }

  /** @param {Uint8Array[]} buffers */
  read (buffers) {
    const size = this.readAt(buffers, this.#at)
    this.#at += BigInt(size)
    return size
  }

  /** @param {Uint8Array[]} buffers */
  write (buffers) {
    const at = this.flags & APPEND ? this.#content.stat().size : this.#at
    const size = this.#written(buffers, at)
    this.#at = at + BigInt(size)
    return size
  }

  /** @param {Uint8Array[]} buffers @param {bigint} offset */
  readAt (buffers, offset) {
    this.#check(READ)
    let size = 0
    for (const buffer of buffers) {
      const read = buffer.length ? this.#content.read(position(offset) + size, buffer) : 0
      size += read
      if (read < buffer.length) break
    }
    return size
  }

  /** @param {Uint8Array[]} buffers @param {bigint} offset */
  writeAt (buffers, offset) {
    return this.#written(buffers, this.flags & APPEND ? this.#content.stat().size : offset)
  }

  /** @param {bigint} offset @param {number} whence 0 from the beginning, 1 from here, 2 from the end */
  seek (offset, whence) {
    if (whence > 2) throw new WasiError('inval')
    const from = [0n, this.#at, whence === 2 ? this.#content.stat().size : 0n][whence]
    if (from + offset < 0n) throw new WasiError('inval')
    return (this.#at = from + offset)
  }

  stat () { return this.#content.stat() }

  /** @param {bigint} size */
  resize (size) {
    if (!(this.rights & WRITE)) throw new WasiError('inval')
    this.#content.resize(position(size))
  }

  /** @param {bigint} offset @param {bigint} length */
  allocate (offset, length) {
    this.#check(WRITE)
    const size = position(offset + length)
    if (size > Number(this.#content.stat().size)) this.#content.resize(size)
  }

  /** @param {bigint | null} accessed @param {bigint | null} modified */
  setTimes (accessed, modified) { this.#content.setTimes(accessed, modified) }

  advise () {}

  /** @param {boolean} data */
  sync (data) { this.#content.sync(data) }

  close () { this.#content.close() }

  lacking () { return new WasiError(this.#lacking) }

  /** @param {Uint8Array[]} buffers @param {bigint} offset */
  #written (buffers, offset) {
    this.#check(WRITE)
    let size = 0
    for (const buffer of buffers) {
      if (buffer.length) size += this.#content.write(position(offset) + size, buffer)
    }
    return size
  }

  /** @param {bigint} right */
  #check (right) {
    if (!(this.rights & right)) throw this.lacking()
  }
}

/** @param {bigint} offset @returns {number} */
function position (offset) {
  if (offset > MOST) throw new WasiError('fbig')
  return Number(offset)
}
