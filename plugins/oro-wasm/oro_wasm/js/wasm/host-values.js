/**
 * Parameters and results of functions in the host, as JSON carries them.
 * @module
 */

const CHUNK = 1 << 13
const WHOLE = /^[isu]64$/
const FLOAT = /^f(32|64)$/

/**
 * @param {readonly any[]} params numbers and BigInt; of components, bytes, text, arrays and objects of such, too
 * @returns {any[]} what JSON can carry: it has no integers of 64 bits, no infinities and no bytes
 */
export function sendable (params) {
  return params.map(plain)
}

/** @param {any} value @returns {any} */
function plain (value) {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (value instanceof ArrayBuffer) return base64(new Uint8Array(value))
  if (value instanceof Uint8Array) return base64(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(/** @type {any} */ (value), plain)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

/**
 * @param {readonly any[]} results
 * @param {readonly string[]} types
 * @returns {any[]} BigInt for `i64`, `s64` and `u64`, numbers for floats, a Uint8Array for `list<u8>`
 */
export function received (results, types) {
  return results.map((value, index) => {
    const type = types[index]
    if (WHOLE.test(type)) return BigInt(value)
    if (FLOAT.test(type)) return Number(value)
    return type === 'list<u8>' ? Uint8Array.from(atob(value), (each) => each.charCodeAt(0)) : value
  })
}

/** @param {Uint8Array} bytes */
function base64 (bytes) {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(text)
}
