// Locks of files between workers: flock(2), and fcntl(2) with ranges, as SQLite and sessions need them.
//
// PHP in WebAssembly has no locks of its own, and Node lends none. The locks of a file are a record in a folder that all
// workers share, named by the file's device and number. It is changed by one worker at a time: by the one that could make
// the file `NAME.held`. Records of workers that are no more count for nothing.

import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds between two looks at a lock that another worker has. */
const RETRY = 1
const END = Number.MAX_SAFE_INTEGER
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY)

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Records in a folder, changed by one worker at a time. */
class Records {
  #folder

  constructor(folder) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** Change the locks of a file by a function that returns the new ones, or null to leave them; return its `result`. */
  change(name, changed) {
    const path = join(this.#folder, name)
    this.#hold(path)
    try {
      const before = this.#read(path)
      const { locks, result } = changed(before)
      if (locks) this.#write(path, locks)
      return result
    } finally {
      unlinkSync(`${path}.held`)
    }
  }

  #hold(path) {
    for (;;) {
      try {
        const held = openSync(`${path}.held`, 'wx')
        writeSync(held, String(process.pid))
        closeSync(held)
        return
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      this.#dropDead(`${path}.held`)
      pause()
    }
  }

  #dropDead(held) {
    try {
      const pid = Number(readFileSync(held, 'utf8'))
      // Renamed first, as another may have dropped it, and a third have made its own, since it was read.
      if (!pid || isAlive(pid)) return
      const taken = `${held}.${process.pid}`
      renameSync(held, taken)
      unlinkSync(taken)
    } catch {
      // It is gone.
    }
  }

  #read(path) {
    try {
      return JSON.parse(readFileSync(path, 'utf8')).filter((lock) => lock.pid === process.pid || isAlive(lock.pid))
    } catch {
      return []
    }
  }

  #write(path, locks) {
    if (locks.length) {
      writeFileSync(`${path}.new`, JSON.stringify(locks))
      renameSync(`${path}.new`, path)
      return
    }
    try {
      unlinkSync(path)
    } catch {
      // There was none.
    }
  }
}

const overlap = (one, other) => one.start < other.end && other.start < one.end
const isConflict = (one, other) => one.write || other.write

/**
 * Return what PHP calls for files: `flock`, `fcntl64`, `fd_close`, `js_release_file_locks`.
 * @param folder shared by all workers.
 */
export function lockingOf(folder) {
  const records = new Records(folder)
  return ({ constants: C, errnoCodes: E, memory, wasmImports, FS }) => {
    const held = new Set()
    const nameOf = (fd) => {
      const native = FS.getStream(fd)?.nfd
      if (native === undefined) return null
      const { dev, ino } = fstatSync(native, { bigint: true })
      return `${dev}-${ino}`
    }
    const isOwn = (lock, wanted) => lock.pid === process.pid && lock.kind === wanted.kind && lock.fd === wanted.fd

    /** Take a lock, or give it back where `type` is null; return the lock that stands against it. */
    const lock = (name, wanted, type) =>
      records.change(name, (locks) => {
        const others = locks.filter((each) => !isOwn(each, wanted) && each.kind === wanted.kind)
        const against = type && others.find((each) => overlap(each, wanted) && isConflict(each, { write: type === 'write' }))
        if (against) return { locks: null, result: against }
        const kept = locks.flatMap((each) => (isOwn(each, wanted) ? without(each, wanted) : [each]))
        if (type) kept.push({ ...wanted, pid: process.pid, write: type === 'write' })
        if (kept.some((each) => each.pid === process.pid)) held.add(name)
        else held.delete(name)
        return { locks: kept, result: null }
      })

    const locked = (name, wanted, type, waits) => {
      for (;;) {
        if (!lock(name, wanted, type)) return 0
        if (!waits) return -E.EAGAIN
        pause()
      }
    }

    const release = (name, which) =>
      records.change(name, (locks) => {
        const kept = locks.filter((each) => each.pid !== process.pid || !which(each))
        if (!kept.some((each) => each.pid === process.pid)) held.delete(name)
        return { locks: kept, result: null }
      })

    /** Read a `struct flock`: type and whence of 2 bytes, start and length of 8. */
    const rangeAt = (at, fd) => {
      const long = (from) => memory.HEAPU32.get(from >> 2) + memory.HEAP32.get((from >> 2) + 1) * 2 ** 32
      const stream = FS.getStream(fd)
      const bases = { [C.SEEK_SET]: 0, [C.SEEK_CUR]: stream.position, [C.SEEK_END]: fstatSync(stream.nfd).size }
      const start = bases[memory.HEAP16.get((at + 2) >> 1)] + long(at + 8)
      const length = long(at + 16)
      return length < 0 ? { start: start + length, end: start } : { start, end: length ? start + length : END }
    }

    const rangeLock = (fd, command, at) => {
      const name = nameOf(fd)
      if (name === null) return 0
      const type = memory.HEAP16.get(at >> 1)
      const wanted = { kind: 'range', fd: -1, ...rangeAt(at, fd) }
      const asked = type === C.F_UNLCK ? null : type === C.F_WRLCK ? 'write' : 'read'
      if (command !== C.F_GETLK) return locked(name, wanted, asked, command === C.F_SETLKW)
      const against = records.change(name, (locks) => ({
        locks: null,
        result: locks.find((each) => {
          const isOther = each.kind === 'range' && each.pid !== process.pid
          return isOther && overlap(each, wanted) && isConflict(each, { write: asked === 'write' })
        }),
      }))
      memory.HEAP16.set(at >> 1, against ? (against.write ? C.F_WRLCK : C.F_RDLCK) : C.F_UNLCK)
      if (against) memory.HEAP32.set((at + 24) >> 2, against.pid)
      return 0
    }

    return {
      flock(fd, operation) {
        const name = nameOf(fd)
        if (name === null) return 0
        const wanted = { kind: 'whole', fd, start: 0, end: END }
        const type = operation & C.LOCK_UN ? null : operation & C.LOCK_EX ? 'write' : 'read'
        return locked(name, wanted, type, !(operation & C.LOCK_NB))
      },
      fcntl64(fd, command, given) {
        const isLock = command === C.F_GETLK || command === C.F_SETLK || command === C.F_SETLKW
        return isLock ? rangeLock(fd, command, memory.HEAP32.get(given >> 2)) : wasmImports.builtin_fcntl64(fd, command, given)
      },
      fd_close(fd) {
        const name = held.size ? nameOf(fd) : null
        // The end of any descriptor of a file ends all locks by range of the process.
        if (name !== null && held.has(name)) release(name, (each) => each.kind === 'range' || each.fd === fd)
        return wasmImports.builtin_fd_close(fd)
      },
      js_release_file_locks() {
        for (const name of [...held]) release(name, () => true)
      },
    }
  }
}

/** The parts of a lock that are outside of a range. */
function without(lock, { start, end }) {
  if (!overlap(lock, { start, end })) return [lock]
  const parts = []
  if (lock.start < start) parts.push({ ...lock, end: start })
  if (lock.end > end) parts.push({ ...lock, start: end })
  return parts
}
