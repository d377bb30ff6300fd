import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from './constants.js'

/** @typedef {{ tv_sec: string, tv_nsec: string }} Time */

const NUMBERS = /** @type {const} */ ([
  'dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'
])
const TIMES = /** @type {const} */ ([
  ['atime', 'st_atim'], ['mtime', 'st_mtim'], ['ctime', 'st_ctim'], ['birthtime', 'st_birthtim']
])

/** What is known of a file; every number is a bigint when asked for so. */
export class Stats {
  /** @type {any} */ dev
  /** @type {any} */ mode
  /** @type {any} */ nlink
  /** @type {any} */ uid
  /** @type {any} */ gid
  /** @type {any} */ rdev
  /** @type {any} */ blksize
  /** @type {any} */ ino
  /** @type {any} */ size
  /** @type {any} */ blocks
  /** @type {any} */ atimeMs
  /** @type {any} */ mtimeMs
  /** @type {any} */ ctimeMs
  /** @type {any} */ birthtimeMs
  /** @type {Date} */ atime = new Date(NaN)
  /** @type {Date} */ mtime = new Date(NaN)
  /** @type {Date} */ ctime = new Date(NaN)
  /** @type {Date} */ birthtime = new Date(NaN)

  /**
   * @param {any} native the stat object of contract b.1
   * @param {boolean} [bigint]
   */
  constructor (native, bigint = false) {
    const number = bigint ? BigInt : Number
    for (const name of NUMBERS) this[name] = number(native[`st_${name}`])
    for (const [name, key] of TIMES) this.#setTime(name, native[key], bigint)
  }

  /**
   * @param {any} native
   * @param {boolean} [bigint]
   */
  static from (native, bigint = false) {
    return native instanceof Stats ? native : new this(native, bigint)
  }

  isFile () {
    return this.#is(S_IFREG)
  }

  isDirectory () {
    return this.#is(S_IFDIR)
  }

  isSymbolicLink () {
    return this.#is(S_IFLNK)
  }

  isFIFO () {
    return this.#is(S_IFIFO)
  }

  isSocket () {
    return this.#is(S_IFSOCK)
  }

  isCharacterDevice () {
    return this.#is(S_IFCHR)
  }

  isBlockDevice () {
    return this.#is(S_IFBLK)
  }

  /** @param {number} kind */
  #is (kind) {
    return (Number(this.mode) & S_IFMT) === kind
  }

  /**
   * @param {'atime' | 'mtime' | 'ctime' | 'birthtime'} name
   * @param {Time} time
   * @param {boolean} bigint
   */
  #setTime (name, { tv_sec: seconds, tv_nsec: nanoseconds }, bigint) {
    const milliseconds = Number(seconds) * 1000 + Number(nanoseconds) / 1e6
    this[name] = new Date(Math.round(milliseconds))
    if (!bigint) {
      this[`${name}Ms`] = milliseconds
      return
    }
    const exact = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
    this[`${name}Ms`] = exact / 1_000_000n
    Object.assign(this, { [`${name}Ns`]: exact })
  }
}

export default Stats
