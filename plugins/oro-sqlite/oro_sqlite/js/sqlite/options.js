import { truth, wrongType } from './errors.js'

/**
 * @typedef {object} DatabaseOptions
 * @property {boolean} [open] open it at once
 * @property {boolean} [readOnly]
 * @property {boolean} [enableForeignKeyConstraints]
 * @property {boolean} [enableDoubleQuotedStringLiterals]
 * @property {boolean} [allowExtension] nothing but false can be had
 * @property {number} [timeout] milliseconds to wait for a lock
 * @property {boolean} [readBigInts]
 * @property {boolean} [returnArrays]
 * @property {boolean} [allowBareNamedParameters]
 * @property {boolean} [allowUnknownNamedParameters]
 * @property {boolean} [defensive] nothing but true can be had
 */

const DEFAULTS = {
  open: true,
  readOnly: false,
  enableForeignKeyConstraints: true,
  enableDoubleQuotedStringLiterals: false,
  allowExtension: false,
  readBigInts: false,
  returnArrays: false,
  allowBareNamedParameters: true,
  allowUnknownNamedParameters: false,
  defensive: true
}

/**
 * Read what callers may write.
 * @param {any} options
 * @returns {Required<DatabaseOptions>}
 */
export function plan (options) {
  if (options === undefined) return { ...DEFAULTS, timeout: 0 }
  if (options === null || typeof options !== 'object') throw wrongType('options', 'an object')
  const { timeout = 0 } = options
  if (!Number.isInteger(timeout)) throw wrongType('options.timeout', 'an integer')
  const chosen = /** @type {any} */ ({ timeout })
  for (const [name, value] of Object.entries(DEFAULTS)) {
    chosen[name] = options[name] === undefined ? value : truth(`options.${name}`, options[name])
  }
  return chosen
}

/**
 * @param {any} path a path, its bytes, or a file URL
 * @returns {string}
 */
export function pathText (path) {
  const text = path instanceof Uint8Array ? new TextDecoder().decode(path) : path instanceof URL ? path.href : path
  if (typeof text !== 'string' || text.includes('\0')) throw wrongType('path', 'a string, Uint8Array, or URL without null bytes')
  return text
}
