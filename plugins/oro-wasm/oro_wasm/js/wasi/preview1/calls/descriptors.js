/**
 * Calls about a descriptor: read, write, seek, look at, close.
 * @module
 */

import { OpenFolder } from '../descriptors/open-folder.js'
import { WasiError } from '../errno.js'
import { encoded } from '../guest-memory.js'
import { setStat } from './stat.js'
import { timesOf } from './times.js'

const ENTRY = 24
const KINDS_OF_ADVICE = 6
/** Before preview 1, 0 was from here, 1 from the end, 2 from the beginning. */
const UNSTABLE_WHENCE = [1, 2, 0]

/** @param {import('../context.js').Context} context @returns {import('../context.js').Calls} */
export function descriptorCalls ({ memory, table, unstable }) {
  /** @param {bigint} value */
  const unsigned = (value) => BigInt.asUintN(64, value)

  /** @param {number} fd @returns {Uint8Array} */
  const preopened = (fd) => {
    const found = table.get(fd)
    if (!(found instanceof OpenFolder) || found.name === null) throw new WasiError('badf')
    return encoded(found.name)
  }

  return {
    fd_advise (fd, _offset, _length, advice) {
      if (advice >= KINDS_OF_ADVICE) throw new WasiError('inval')
      table.get(fd).advise()
    },
    fd_allocate: (fd, offset, length) => table.get(fd).allocate(unsigned(offset), unsigned(length)),
    fd_close: (fd) => table.close(fd),
    fd_datasync: (fd) => table.get(fd).sync(true),
    fd_fdstat_get (fd, at) {
      const found = table.get(fd)
      memory.bytes(at, 24).fill(0)
      memory.setU8(at, found.type)
      memory.setU16(at + 2, found.flags)
      memory.setU64(at + 8, found.rights)
      memory.setU64(at + 16, found.inheriting)
    },
    fd_fdstat_set_flags: (fd, flags) => table.get(fd).setFlags(flags),
    fd_fdstat_set_rights (fd, rights, inheriting) {
      const found = table.get(fd)
      if (unsigned(rights) & ~found.rights || unsigned(inheriting) & ~found.inheriting) throw new WasiError('notcapable')
      found.rights = unsigned(rights)
      found.inheriting = unsigned(inheriting)
    },
    fd_filestat_get: (fd, at) => setStat(memory, at, table.get(fd).stat(), unstable),
    fd_filestat_set_size: (fd, size) => table.get(fd).resize(unsigned(size)),
    fd_filestat_set_times: (fd, accessed, modified, flags) => table.get(fd).setTimes(...timesOf(accessed, modified, flags)),
    fd_pread (fd, buffers, count, offset, at) {
      memory.setU32(at, table.get(fd).readAt(memory.buffers(buffers, count), unsigned(offset)))
    },
    fd_prestat_get (fd, at) {
      const { length } = preopened(fd)
      memory.setU32(at, 0)
      memory.setU32(at + 4, length)
    },
    fd_prestat_dir_name (fd, at, size) {
      const name = preopened(fd)
      if (name.length > size) throw new WasiError('nametoolong')
      memory.bytes(at, name.length).set(name)
    },
    fd_pwrite (fd, buffers, count, offset, at) {
      memory.setU32(at, table.get(fd).writeAt(memory.buffers(buffers, count), unsigned(offset)))
    },
    fd_read: (fd, buffers, count, at) => memory.setU32(at, table.get(fd).read(memory.buffers(buffers, count))),
    fd_readdir (fd, at, size, cookie, used) {
      const found = table.get(fd)
      if (!(found instanceof OpenFolder)) throw new WasiError('badf')
      memory.setU32(used, listed(found, memory.bytes(at, size), unsigned(cookie)))
    },
    fd_renumber: (from, to) => table.renumber(from, to),
    fd_seek: (fd, offset, whence, at) => memory.setU64(at, table.get(fd).seek(offset, unstable ? UNSTABLE_WHENCE[whence] ?? whence : whence)),
    fd_sync: (fd) => table.get(fd).sync(false),
    fd_tell: (fd, at) => memory.setU64(at, table.get(fd).seek(0n, 1)),
    fd_write: (fd, buffers, count, at) => memory.setU32(at, table.get(fd).write(memory.buffers(buffers, count)))
  }
}

/**
 * Write entries of a folder until there is no more room; the last may be cut.
 * @param {OpenFolder} folder
 * @param {Uint8Array} into
 * @param {bigint} cookie number of the first entry
 * @returns {number} how many bytes were written
 */
function listed (folder, into, cookie) {
  let at = 0
  let next = cookie
  for (const { name, inode, type } of folder.list(Number(cookie))) {
    if (at >= into.length) break
    const text = encoded(name)
    const record = new Uint8Array(ENTRY + text.length)
    const view = new DataView(record.buffer)
    view.setBigUint64(0, ++next, true)
    view.setBigUint64(8, inode, true)
    view.setUint32(16, text.length, true)
    view.setUint8(20, type)
    record.set(text, ENTRY)
    const piece = record.subarray(0, into.length - at)
    into.set(piece, at)
    at += piece.length
  }
  return at
}
