import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from './arguments/numbers.js'

/** @typedef {{ tv_sec: string, tv_nsec: string }} Time */
/** @typedef {Stats | BigIntStats} AnyStats */

const NUMBERS = /** @type {const} */ ([
  'dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'
])
const TIMES = /** @type {const} */ ([
  ['atime', 'st_atim'], ['mtime', 'st_mtim'], ['ctime', 'st_ctim'], ['birthtime', 'st_birthtim']
])

/** The methods of stats that tell the kind of a file. */
class Kinds {
  isFile () {
    return is(this, S_IFREG)
  }

  isDirectory () {
    return is(this, S_IFDIR)
  }

  isSymbolicLink () {
    return is(this, S_IFLNK)
  }

  isFIFO () {
    return is(this, S_IFIFO)
  }

  isSocket () {
    return is(this, S_IFSOCK)
  }

  isCharacterDevice () {
    return is(this, S_IFCHR)
  }

  isBlockDevice () {
    return is(this, S_IFBLK)
  }
}

/** The attributes of a file. */
export class Stats extends Kinds {
  dev = 0
  mode = 0
  nlink = 0
  uid = 0
  gid = 0
  rdev = 0
  blksize = 0
  ino = 0
  size = 0
  blocks = 0
  atimeMs = 0
  mtimeMs = 0
  ctimeMs = 0
  birthtimeMs = 0
  atime = new Date(NaN)
  mtime = new Date(NaN)
  ctime = new Date(NaN)
  birthtime = new Date(NaN)

  /** @param {...any} args the stat object of the route, or numbers in the order of the members */
  constructor (...args) {
    super()
    const [native] = args
    if (typeof native !== 'object' || native === null) {
      this.#fill(args)
      return
    }
    for (const name of NUMBERS) this[name] = Number(native[`st_${name}`])
    for (const [name, key] of TIMES) this[`${name}Ms`] = milliseconds(native[key])
    for (const [name, key] of TIMES) this[name] = dateOf(native[key])
  }

  /** @param {any[]} values as Node's constructor takes them */
  #fill (values) {
    for (const [index, name] of NUMBERS.entries()) this[name] = values[index]
    for (const [index, [name]] of TIMES.entries()) {
      const time = values[NUMBERS.length + index]
      this[`${name}Ms`] = time
      this[name] = new Date(Math.round(Number(time)))
    }
  }

  /**
   * @param {any} native
   * @param {boolean} [bigint]
   * @returns {AnyStats}
   */
  static from (native, bigint = false) {
    if (native instanceof Kinds) return /** @type {AnyStats} */ (native)
    return bigint ? new BigIntStats(native) : new Stats(native)
  }
}

/** The attributes of a file, with bigints for numbers and times in nanoseconds. */
export class BigIntStats extends Kinds {
  dev = 0n
  mode = 0n
  nlink = 0n
  uid = 0n
  gid = 0n
  rdev = 0n
  blksize = 0n
  ino = 0n
  size = 0n
  blocks = 0n
  atimeMs = 0n
  mtimeMs = 0n
  ctimeMs = 0n
  birthtimeMs = 0n
  atimeNs = 0n
  mtimeNs = 0n
  ctimeNs = 0n
  birthtimeNs = 0n
  atime = new Date(NaN)
  mtime = new Date(NaN)
  ctime = new Date(NaN)
  birthtime = new Date(NaN)

  /** @param {any} native the stat object of the route */
  constructor (native) {
    super()
    for (const name of NUMBERS) this[name] = BigInt(native[`st_${name}`])
    for (const [name, key] of TIMES) {
      this[`${name}Ns`] = BigInt(native[key].tv_sec) * 1_000_000_000n + BigInt(native[key].tv_nsec)
      this[`${name}Ms`] = this[`${name}Ns`] / 1_000_000n
      this[name] = dateOf(native[key])
    }
  }
}

/**
 * How to read a stat object.
 * @param {{ bigint?: boolean } | null} [options]
 * @returns {(native: any) => any}
 */
export function statsOf (options) {
  return (native) => Stats.from(native, options?.bigint)
}

/** @param {Time} time */
function milliseconds ({ tv_sec: seconds, tv_nsec: nanoseconds }) {
  return Number(seconds) * 1000 + Number(nanoseconds) / 1e6
}

/** @param {Time} time */
function dateOf (time) {
  return new Date(Math.round(milliseconds(time)))
}

/**
 * @param {any} stats
 * @param {number} kind
 */
function is (stats, kind) {
  return (Number(stats.mode) & S_IFMT) === kind
}

export default Stats
