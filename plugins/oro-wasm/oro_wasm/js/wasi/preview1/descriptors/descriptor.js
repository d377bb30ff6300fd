import { ALL_FLAGS, FILE } from '../constants.js'
import { WasiError } from '../errno.js'

/** @typedef {import('../tree/node.js').Stat} Stat */

/** The thing that a number of a guest stands for; a kind of descriptor has those of the methods that make sense for it. */
export class Descriptor {
  /** @type {number} one of `FILE` */
  type = FILE.unknown
  flags = 0
  rights = 0n
  inheriting = 0n

  /**
   * @param {Uint8Array[]} _buffers filled in order
   * @returns {number} how many bytes were read; 0 at the end
   */
  read (_buffers) { throw this.lacking() }

  /** @param {Uint8Array[]} _buffers @returns {number} how many bytes were written */
  write (_buffers) { throw this.lacking() }

  /** @param {Uint8Array[]} _buffers @param {bigint} _offset @returns {number} */
  readAt (_buffers, _offset) { throw new WasiError('spipe') }

  /** @param {Uint8Array[]} _buffers @param {bigint} _offset @returns {number} */
  writeAt (_buffers, _offset) { throw new WasiError('spipe') }

  /** @param {bigint} _offset @param {number} _whence @returns {bigint} the new position */
  seek (_offset, _whence) { throw new WasiError('spipe') }

  /** @returns {Stat} */
  stat () {
    return { device: 0n, inode: 0n, type: this.type, links: 0n, size: 0n, accessed: 0n, modified: 0n, changed: 0n }
  }

  /** @param {bigint} _size */
  resize (_size) { throw new WasiError('badf') }

  /** @param {bigint} _offset @param {bigint} _length */
  allocate (_offset, _length) { throw new WasiError('badf') }

  /** @param {bigint | null} _accessed @param {bigint | null} _modified */
  setTimes (_accessed, _modified) { throw new WasiError('badf') }

  advise () { throw new WasiError('spipe') }

  /** @param {boolean} _data whether only what was written, and no times, is to be on the disk */
  sync (_data) { throw new WasiError('badf') }

  /** @param {number} flags */
  setFlags (flags) {
    if (flags & ~ALL_FLAGS) throw new WasiError('inval')
    this.flags = flags
  }

  /**
   * @param {number} _ms how long to wait at most; Infinity for ever
   * @returns {{ size: bigint, ended: boolean } | null} what can be read, null if nothing came in that time
   */
  readable (_ms) { return { size: 1n, ended: false } }

  /** Whether what `readable()` says can change while the guest stands still. */
  get waits () { return false }

  close () {}

  /** @returns {WasiError} for what is not open for this */
  lacking () { return new WasiError('badf') }
}
