/** Format names as OpenSSL and Node do. */

/** The characters that JSON escapes, or that require a name to be quoted. */
const UNSAFE = /[",'\\]|[^\x20-\x7e]/g

/**
 * @param {[string, string][][]} parts each with its values by short name
 * @returns {string} a line a part, special characters behind a backslash
 */
export function nameText (parts) {
  return parts.map((part) => part.map(([key, value]) => `${key}=${escaped(value)}`).join(' + ')).join('\n')
}

/** @param {string} value */
function escaped (value) {
  return value.replace(/[,+"\\<>;]|^[# ]| $/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (char) => `\\${hexadecimal(char, 2)}`)
}

/**
 * @param {[string, string][]} names by kind
 * @returns {string | undefined} none for none
 */
export function namesText (names) {
  return names.length ? names.map(([kind, value]) => `${kind}:${quoted(value)}`).join(', ') : undefined
}

/**
 * @param {[string, string][]} access by method and kind
 * @returns {string | undefined} none for none
 */
export function accessText (access) {
  return access.length ? access.map(([method, value]) => `${method}:${quoted(value)}`).join('\n') : undefined
}

/**
 * @param {[string, string][][]} parts
 * @returns {Record<string, string | string[]>} values by short name
 */
export function legacyName (parts) {
  return collected(parts.flat(), false)
}

/** @param {[string, string][]} access @returns {Record<string, string[]> | undefined} */
export function legacyAccess (access) {
  return access.length ? /** @type {any} */ (collected(access, true)) : undefined
}

/**
 * @param {[string, string][]} pairs
 * @param {boolean} lists also of one value
 */
function collected (pairs, lists) {
  const found = /** @type {Record<string, any>} */ (Object.create(null))
  for (const [key, value] of pairs) {
    if (found[key] === undefined) found[key] = lists ? [value] : value
    else found[key] = [found[key], value].flat()
  }
  return found
}

/** Quote a name as JSON if it could be taken for several names. @param {string} value */
function quoted (value) {
  if (value.search(UNSAFE) < 0) return value
  return `"${value.replace(UNSAFE, (char) => char === '"' || char === '\\' ? `\\${char}` : `\\u${hexadecimal(char, 4)}`)}"`
}

/** @param {string} char @param {number} size digits */
function hexadecimal (char, size) {
  return char.charCodeAt(0).toString(16).padStart(size, '0')
}
