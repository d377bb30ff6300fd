/** The table of open files: by the system's number, which pages see, the id that routes take. */

/** @typedef {'file' | 'directory'} Kind */

/** @type {Map<number, { id: string, kind: Kind }>} */
const byNumber = new Map()
/** @type {WeakSet<object>} */
const handles = new WeakSet()

/**
 * @param {number} fd
 * @param {string} id
 * @param {Kind} kind
 */
export function set (fd, id, kind) {
  byNumber.set(fd, { id, kind })
}

/**
 * @param {number} fd
 * @returns {string | undefined} the id
 */
export function get (fd) {
  return byNumber.get(fd)?.id
}

/**
 * @param {string} id
 * @returns {number | undefined} the number
 */
export function to (id) {
  for (const [fd, entry] of byNumber) if (entry.id === id) return fd
  return undefined
}

/** @param {number} fd */
export function has (fd) {
  return byNumber.has(fd)
}

/**
 * @param {number} fd
 * @param {string} id whose number it was; the system may have given it to another meanwhile
 */
export function release (fd, id) {
  if (byNumber.get(fd)?.id === id) byNumber.delete(fd)
}

/** @returns {[number, string][]} */
export function entries () {
  return Array.from(byNumber, ([fd, { id }]) => [fd, id])
}

/** @param {import('./handle.js').FileHandle} handle what `isHandle()` is to know */
export function addHandle (handle) {
  handles.add(handle)
}

/**
 * @param {any} value
 * @returns {value is import('./handle.js').FileHandle} streams ask here, for handles make streams
 */
export function isHandle (value) {
  return typeof value === 'object' && handles.has(value)
}

/**
 * A new id: a random 64-bit number as decimal text.
 * @returns {string}
 */
export function newId () {
  return String(crypto.getRandomValues(new BigUint64Array(1))[0])
}

export * as default from './fds.js'
