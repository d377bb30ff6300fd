/** Counts of values. */

/** How values are divided. @typedef {{ lowest: number, highest: number, figures: number }} Range */

/**
 * Counts of values with so many figures at every size, as HdrHistogram describes them: in buckets, each twice as wide
 * as the one before, and all divided alike.
 */
export class Counts {
  /** @type {Map<number, number>} by the least value of each division */
  #divisions = new Map()
  #highest
  #unit
  /** Where divisions become wider than one unit. */
  #edge
  count = 0
  exceeds = 0

  /** @param {Range} range */
  constructor ({ lowest, highest, figures }) {
    this.#highest = highest
    this.#unit = 2 ** Math.floor(Math.log2(lowest))
    this.#edge = this.#unit * 2 ** Math.ceil(Math.log2(2 * 10 ** figures))
  }

  /**
   * @param {number} value
   * @param {number} [times]
   */
  add (value, times = 1) {
    if (value > this.#highest) {
      this.exceeds += times
      return
    }
    const width = this.#width(value)
    const least = Math.floor(value / width) * width
    this.#divisions.set(least, (this.#divisions.get(least) ?? 0) + times)
    this.count += times
  }

  /** @param {Counts} other */
  merge (other) {
    for (const [least, times] of other.#divisions) this.add(least, times)
    this.exceeds += other.exceeds
  }

  clear () {
    this.#divisions.clear()
    this.count = this.exceeds = 0
  }

  /** The least of all, Infinity of none. */
  get min () {
    return Math.min(...this.#divisions.keys())
  }

  /** The largest that falls where the largest of all fell. */
  get max () {
    return this.count ? this.#last(Math.max(...this.#divisions.keys())) : 0
  }

  get mean () {
    return this.#average((middle) => middle)
  }

  get deviation () {
    const { mean } = this
    return Math.sqrt(this.#average((middle) => (middle - mean) ** 2))
  }

  /**
   * @param {number} percent
   * @returns {number} what so many are not above
   */
  at (percent) {
    const wanted = Math.max(1, Math.floor(percent / 100 * this.count + 0.5))
    let seen = 0
    for (const [least, times] of this.#sorted()) {
      seen += times
      if (seen >= wanted) return this.#last(least)
    }
    return 0
  }

  /** @returns {Generator<[percent: number, value: number]>} steps that halve what is left of all, and the last */
  * steps () {
    let [next, seen, last] = [0, 0, 0]
    for (const [least, times] of this.#sorted()) {
      seen += times
      last = least
      while (seen < this.count && next <= 100 * seen / this.count) {
        yield [next, least]
        next += 100 / 2 ** (Math.floor(Math.log2(100 / (100 - next))) + 1)
      }
      if (seen === this.count && this.count > 0 && next < 100) yield [next, least]
    }
    yield [100, last]
  }

  /** @param {(middle: number) => number} of a division */
  #average (of) {
    let sum = 0
    for (const [least, times] of this.#divisions) sum += of(least + Math.floor(this.#width(least) / 2)) * times
    return sum / this.count
  }

  #sorted () {
    return [...this.#divisions].sort(([one], [other]) => one - other)
  }

  /** @param {number} value @returns {number} how wide the division is that holds it */
  #width (value) {
    let width = this.#unit
    for (let edge = this.#edge; edge <= value; edge *= 2) width *= 2
    return width
  }

  /** @param {number} least of a division */
  #last (least) {
    return least + this.#width(least) - 1
  }
}
