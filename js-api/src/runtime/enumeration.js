/**
 * Names with numbers.
 *
 *     const Colour = Enumeration.from(['red', 'green'])
 *     Colour.red    // 0
 *     Colour[0]     // 'red'
 *
 * @module
 */

/** A set of names that never changes; each name is a property with its number, each number one with its name. */
export class Enumeration extends Set {
  /**
   * @param {Iterable<string | number>} values in the order of their numbers
   * @param {{ start?: number }} [options] the first number
   * @returns {Enumeration & Record<string | number, any>}
   */
  static from (values, options) {
    return /** @type {any} */ (new this(values, options))
  }

  /**
   * @param {Iterable<string | number>} values
   * @param {{ start?: number }} [options]
   * @throws {TypeError} a value is neither text nor a number
   */
  constructor (values, { start = 0 } = {}) {
    super()
    const numbers = new Map()
    let number = start
    for (const value of values) {
      if (typeof value !== 'string' && typeof value !== 'number') {
        throw new TypeError(`Cannot enumerate a value: expected a string or a number, got ${value === null ? 'null' : typeof value}`)
      }
      super.add(value)
      numbers.set(number++, value)
    }
    for (const [number, value] of numbers) define(this, value, number)
    for (const [number, value] of numbers) define(this, number, value)
    Object.freeze(this)
  }

  /** How many names there are. */
  get length () {
    return this.size
  }

  /**
   * @param {any} value a name
   * @returns {boolean}
   */
  contains (value) {
    return this.has(value)
  }

  /** Does nothing: an enumeration does not change. */
  add () {
    return this
  }

  /** Does nothing. */
  delete () {
    return false
  }

  /** Does nothing. */
  clear () {}

  /** The names, in order. */
  toJSON () {
    return [...this]
  }
}

/** The class is the namespace, too: its member of its own name is itself. */
export default Object.defineProperty(Enumeration, 'Enumeration', { value: Enumeration })

/**
 * The first entry with a key keeps it.
 * @param {Enumeration} target
 * @param {string | number} key
 * @param {string | number} value
 */
function define (target, key, value) {
  if (!(key in target)) Object.defineProperty(target, key, { value, enumerable: false })
}
