/**
 * Arguments as an engine's own interfaces take them (Web IDL).
 * @module
 */

/**
 * Raise unless a function was given as many arguments as it requires.
 * @param {ArrayLike<any>} given
 * @param {number} count
 * @param {string} what was to be done
 * @throws {TypeError} some are missing
 */
export function required (given, count, what) {
  if (given.length < count) throw new TypeError(`Cannot ${what}: ${count} argument${count > 1 ? 's are' : ' is'} required, and there ${given.length === 1 ? 'is' : 'are'} ${given.length}`)
}

/**
 * Take a dictionary; what is missing has no members.
 * @param {any} value
 * @param {string} what is to be done
 * @returns {any}
 * @throws {TypeError} it is no object
 */
export function dictionary (value, what) {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError(`Cannot ${what}: the options are no object`)
  return value
}
