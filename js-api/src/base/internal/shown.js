/** Values as Node's errors show them: one line, as its `inspect` writes short ones. */

/** The depth from which on only the name of a class is shown. */
export const MOST = 3

/**
 * @param {any} value
 * @param {number} [depth]
 * @returns {string}
 */
export function shown (value, depth = 0) {
  if (typeof value === 'string') return `'${value.replace(/[\x00-\x1f]/g, escaped).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol' || typeof value !== 'object') return functionName(value) ?? String(value)
  try {
    return depth >= MOST ? nested(value) : composed(value, depth)
  } catch {
    return String(value)
  }
}

/** @param {any} value @returns {string | undefined} */
function functionName (value) {
  return typeof value === 'function' ? `[Function${value.name ? `: ${value.name}` : ' (anonymous)'}]` : undefined
}

/** @param {any} value */
function nested (value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return '[Array]'
  return Object.getPrototypeOf(value) ? `[${value.constructor?.name ?? 'Object'}]` : `[Object: null prototype]${Object.keys(value).length ? '' : ' {}'}`
}

/**
 * Show lists and objects on one line, as Node's `inspect` shows short ones.
 * @param {any} value
 * @param {number} depth
 * @returns {string}
 */
function composed (value, depth) {
  if (value === null) return 'null'
  if (value instanceof Error || value instanceof Date || value instanceof RegExp) return String(value)
  if (ArrayBuffer.isView(value) && 'length' in value) return `${value.constructor.name}(${value.length}) [ ${Array.from(/** @type {any} */ (value), String).join(', ')} ]`
  const items = Array.isArray(value)
    ? value.map((item) => shown(item, depth + 1))
    : Object.keys(value).map((key) => `${/^[a-z_$][\w$]*$/i.test(key) ? key : `'${key}'`}: ${shown(value[key], depth + 1)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const name = Array.isArray(value) ? '' : prefixOf(value)
  return `${name}${items.length ? `${open} ${items.join(', ')} ${close}` : open + close}`
}

/** @param {any} value @returns {string} the name of its class, unless it is a plain object */
function prefixOf (value) {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === null) return '[Object: null prototype] '
  const name = prototype.constructor?.name
  return name && name !== 'Object' ? `${name} ` : ''
}

/** @param {string} character */
function escaped (character) {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
}
