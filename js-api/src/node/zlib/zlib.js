/**
 * The base of the streams of zlib's formats.
 * @module
 */

import { constants } from './constants.js'
import { dictionaryOf, ranged } from './options.js'
import { processCallback } from './process-chunk.js'
import { ZlibBase } from './streams.js'
import { Zlib as ZlibHandle } from './zlib-handle.js'

const {
  GUNZIP, GZIP, INFLATE, UNZIP, Z_BLOCK, Z_DEFAULT_COMPRESSION, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY, Z_DEFAULT_WINDOWBITS, Z_FINISH, Z_FULL_FLUSH,
  Z_MAX_LEVEL, Z_MAX_MEMLEVEL, Z_MAX_WINDOWBITS, Z_MIN_LEVEL, Z_MIN_MEMLEVEL, Z_MIN_WINDOWBITS, Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FIXED
} = constants
const FLUSHES = { flush: Z_NO_FLUSH, finishFlush: Z_FINISH, fullFlush: Z_FULL_FLUSH, highest: Z_BLOCK }

/** A stream that deflates or inflates. */
export class Zlib extends ZlibBase {
  /**
   * @param {any} options
   * @param {number} mode
   */
  constructor (options, mode) {
    const given = options ?? {}
    const windowBits = windowOf(given.windowBits, mode)
    const level = ranged(given.level, 'options.level', Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_COMPRESSION)
    const memLevel = ranged(given.memLevel, 'options.memLevel', Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, Z_DEFAULT_MEMLEVEL)
    const strategy = ranged(given.strategy, 'options.strategy', Z_DEFAULT_STRATEGY, Z_FIXED, Z_DEFAULT_STRATEGY)
    const dictionary = dictionaryOf(given.dictionary)
    const [handle, state] = [new ZlibHandle(mode), new Uint32Array(2)]
    handle.init(windowBits | 0, level | 0, memLevel | 0, strategy | 0, state, processCallback, dictionary)
    super(options, handle, state, FLUSHES)
    this._level = level
    this._strategy = strategy
  }

  /**
   * Go on with another level and strategy, once all that was written is out.
   * @param {number} level
   * @param {number} strategy
   * @param {(error?: Error | null) => void} [callback]
   */
  params (level, strategy, callback) {
    ranged(level, 'level', Z_MIN_LEVEL, Z_MAX_LEVEL, level)
    ranged(strategy, 'strategy', Z_DEFAULT_STRATEGY, Z_FIXED, strategy)
    if (this._level === level && this._strategy === strategy) return void queueMicrotask(() => callback?.())
    this.flush(Z_SYNC_FLUSH, () => {
      const handle = /** @type {ZlibHandle | null} */ (this._handle)
      if (!handle) return
      handle.params(level, strategy)
      if (this.destroyed) return
      Object.assign(this, { _level: level, _strategy: strategy })
      callback?.()
    })
  }
}

/**
 * @param {any} bits
 * @param {number} mode
 */
function windowOf (bits, mode) {
  const inflates = mode === INFLATE || mode === GUNZIP || mode === UNZIP
  if (inflates && (bits === undefined || bits === null || bits === 0)) return 0
  return ranged(bits, 'options.windowBits', Z_MIN_WINDOWBITS + (mode === GZIP ? 1 : 0), Z_MAX_WINDOWBITS, Z_DEFAULT_WINDOWBITS)
}
