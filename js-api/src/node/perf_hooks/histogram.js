/** Node's histograms. */

import { invalidArgType, nodeError, outOfRange } from '../../base/errors/node.js'
import { Counts } from './counts.js'

const LARGEST = Number.MAX_SAFE_INTEGER
/** The minimum that Node gives for an empty histogram. */
const NOTHING = 2n ** 63n - 1n
const MILLION = 1e6
const making = Symbol('making')

/** Counts, to be read. */
class Histogram {
  /** @type {Counts} */
  _counts

  /**
   * @param {symbol} maker
   * @param {Counts} counts
   */
  constructor (maker, counts) {
    if (maker !== making) throw nodeError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor')
    this._counts = counts
    Object.defineProperty(this, '_counts', { enumerable: false })
  }

  get count () { return this._counts.count }
  get countBigInt () { return BigInt(this.count) }
  get min () { return Number(this.minBigInt) }
  get minBigInt () { return this._counts.count ? BigInt(this._counts.min) : NOTHING }
  get max () { return this._counts.max }
  get maxBigInt () { return BigInt(this.max) }
  get mean () { return this._counts.mean }
  get exceeds () { return this._counts.exceeds }
  get exceedsBigInt () { return BigInt(this.exceeds) }
  get stddev () { return this._counts.deviation }

  /** @param {number} percentile @returns {number} */
  percentile (percentile) {
    if (typeof percentile !== 'number') throw invalidArgType('percentile', 'of type number', percentile)
    if (!(percentile > 0 && percentile <= 100)) throw outOfRange('percentile', '> 0 && <= 100', percentile)
    return this._counts.at(percentile)
  }

  /** @param {number} percentile @returns {bigint} */
  percentileBigInt (percentile) { return BigInt(this.percentile(percentile)) }

  get percentiles () { return new Map(this._counts.steps()) }
  get percentilesBigInt () { return new Map([...this._counts.steps()].map(([percent, value]) => [percent, BigInt(value)])) }

  reset () { this._counts.clear() }

  toJSON () {
    const { count, min, max, mean, exceeds, stddev, percentiles } = this
    return { count, min, max, mean, exceeds, stddev, percentiles: Object.fromEntries(percentiles) }
  }
}

/** A histogram that is written by hand. */
class RecordableHistogram extends Histogram {
  #last = 0

  /** @param {number | bigint} val */
  record (val) {
    if (typeof val === 'bigint') return this._counts.add(Number(val))
    this._counts.add(checked('val', val, 1))
  }

  /** Record the nanoseconds since the last call; the first one records nothing. */
  recordDelta () {
    const now = performance.now()
    if (this.#last) this._counts.add(Math.max(1, Math.round((now - this.#last) * MILLION)))
    this.#last = now
  }

  /** @param {RecordableHistogram} other */
  add (other) {
    if (!(other instanceof RecordableHistogram)) throw invalidArgType('other', 'an instance of RecordableHistogram', other)
    this._counts.merge(other._counts)
  }
}

/** @param {any} value @returns {boolean} */
export function isRecordable (value) {
  return value instanceof RecordableHistogram
}

/** How late timers are, in nanoseconds between two of them. */
class IntervalHistogram extends Histogram {
  #resolution
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer

  /**
   * @param {symbol} maker
   * @param {number} resolution milliseconds
   */
  constructor (maker, resolution) {
    super(maker, new Counts({ lowest: 1, highest: 3.6e12, figures: 3 }))
    this.#resolution = resolution
  }

  /** @returns {boolean} whether it was not enabled before */
  enable () {
    if (this.#timer !== undefined) return false
    let last = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      this._counts.add(Math.max(1, Math.round((now - last) * MILLION)))
      last = now
    }, this.#resolution)
    return true
  }

  /** @returns {boolean} whether it was enabled before */
  disable () {
    const was = this.#timer !== undefined
    clearInterval(this.#timer)
    this.#timer = undefined
    return was
  }
}

/**
 * @param {{ lowest?: number | bigint, highest?: number | bigint, figures?: number }} [options]
 * @returns {RecordableHistogram}
 */
export function createHistogram (options = {}) {
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  const { lowest = 1, highest = LARGEST, figures = 3 } = options
  const least = typeof lowest === 'bigint' ? Number(lowest) : checked('options.lowest', lowest, 1)
  const most = typeof highest === 'bigint' ? Number(highest) : checked('options.highest', highest, 2 * least)
  return new RecordableHistogram(making, new Counts({ lowest: least, highest: most, figures: checked('options.figures', figures, 1, 5) }))
}

/**
 * Measure how late the page's timers are. Engines slow down the timers of hidden windows.
 * @param {{ resolution?: number }} [options] milliseconds between two samples
 * @returns {IntervalHistogram} which is to be enabled
 */
export function monitorEventLoopDelay (options = {}) {
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  const { resolution = 10 } = options
  return new IntervalHistogram(making, checked('options.resolution', resolution, 1))
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} least
 * @param {number} [most]
 * @returns {number}
 */
function checked (name, value, least, most = LARGEST) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value)
  return value
}
