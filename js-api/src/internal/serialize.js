/**
 * Values made ready for a message: an object may say by a symbol what is sent in its place.
 * @module
 */

/** A method of this name returns what is sent. */
export const serialized = Symbol.for('oro.runtime.serialize')

/**
 * @param {any} value
 * @returns {any} the same, with objects that say so replaced; cycles stay cycles
 */
export function serialize (value) {
  return replaced(value, new Map())
}

/** @param {any} value @param {Map<object, any>} seen @returns {any} */
function replaced (value, seen) {
  if (value === null || typeof value !== 'object') return value
  if (seen.has(value)) return seen.get(value)
  if (typeof value[serialized] === 'function') return value[serialized]()
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value
  const copy = /** @type {any} */ (Array.isArray(value) ? [] : {})
  seen.set(value, copy)
  for (const [name, member] of Object.entries(value)) copy[name] = replaced(member, seen)
  return copy
}

export default serialize
