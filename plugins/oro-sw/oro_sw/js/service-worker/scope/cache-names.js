/**
 * Names of caches on their way to the host: any string is one, also none and half a character, which no address carries.
 * @module
 */

const MARK = '\u0001'
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/**
 * @param {any} name
 * @returns {string} as the host keeps it
 */
export function kept (name) {
  const text = String(name)
  return text === '' || text.includes('\0') || text.startsWith(MARK) || HALF.test(text) ? MARK + JSON.stringify(text) : text
}

/**
 * @param {string} name as the host keeps it
 * @returns {string}
 */
export function given (name) {
  return name.startsWith(MARK) ? JSON.parse(name.slice(MARK.length)) : name
}
