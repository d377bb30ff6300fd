/**
 * Tell whether two values have the same structure and leaves.
 * @param {any} left
 * @param {any} right
 * @param {(left: any, right: any) => boolean} [leaf] how leaves compare; Object.is unless given
 * @param {Map<any, any>} [seen]
 * @returns {boolean}
 */
export function deepEqual (left, right, leaf = Object.is, seen = new Map()) {
  if (left === right) return true
  if (!isObject(left) || !isObject(right)) return leaf(left, right)
  if (seen.get(left) === right) return true
  if (prototypeOf(left) !== prototypeOf(right)) return false
  seen.set(left, right)
  const equal = (/** @type {any} */ a, /** @type {any} */ b) => deepEqual(a, b, leaf, seen)
  if (left instanceof Date) return left.getTime() === right.getTime()
  if (left instanceof RegExp || left instanceof URL) return String(left) === String(right)
  if (left instanceof Error && (left.message !== right.message || left.name !== right.name)) return false
  if (left instanceof ArrayBuffer || ArrayBuffer.isView(left)) return sameBytes(left, right)
  if (left instanceof Map) return sameMaps(left, right, equal)
  if (left instanceof Set) return left.size === right.size && [...left].every((item) => holds(right, item, equal))
  const keys = Reflect.ownKeys(left).filter((key) => enumerable(left, key))
  const others = Reflect.ownKeys(right).filter((key) => enumerable(right, key))
  return keys.length === others.length && keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]))
}

/** An object without a prototype is as plain as one with that of Object. @param {any} value */
function prototypeOf (value) {
  return Object.getPrototypeOf(value) ?? Object.prototype
}

/** @param {any} value */
function isObject (value) {
  return value !== null && typeof value === 'object'
}

/**
 * @param {any} object
 * @param {PropertyKey} key
 */
function enumerable (object, key) {
  return Object.prototype.propertyIsEnumerable.call(object, key)
}

/**
 * @param {any} left
 * @param {any} right
 */
function sameBytes (left, right) {
  const a = bytesOf(left)
  const b = bytesOf(right)
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** @param {any} value */
function bytesOf (value) {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/**
 * @param {Map<any, any>} left
 * @param {Map<any, any>} right
 * @param {(left: any, right: any) => boolean} equal
 */
function sameMaps (left, right, equal) {
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && equal(value, right.get(key)))
}

/**
 * @param {Set<any>} set
 * @param {any} item
 * @param {(left: any, right: any) => boolean} equal
 */
function holds (set, item, equal) {
  return set.has(item) || (isObject(item) && [...set].some((other) => equal(item, other)))
}

export default deepEqual
