/**
 * Node's Buffer: the package buffer, and what Node has beyond it.
 * @module
 */

import { Buffer as Bytes, SlowBuffer } from './buffer/extensions.js'
import { limit } from './buffer/inspected.js'
import { resolveObjectURL } from './buffer/object-url.js'
import { isAscii, isUtf8, transcode } from './buffer/encodings.js'
import { nodeError } from '../base/errors/node.js'

/** @type {typeof import('../internal/vendor/buffer.js').default.Buffer} */
export const Buffer = Bytes
export { SlowBuffer }
export { isAscii, isUtf8, resolveObjectURL, transcode }

/** @typedef {import('../internal/vendor/buffer.js').Buffer} Buffer */

export const INSPECT_MAX_BYTES = 50
/** Node's limit; what an engine has less of throws its own error. */
export const kMaxLength = 2 ** 32
export const kStringMaxLength = 2 ** 29 - 24
export const constants = Object.freeze({ MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength })

export const { Blob, File } = globalThis

/** @param {any[]} args text of bytes, one character each */
export function btoa (...args) {
  if (args.length === 0) throw missingArgs('input')
  return whatWeb(() => globalThis.btoa(`${args[0]}`), () => 'Invalid character')
}

/** @param {any[]} args text in base64 */
export function atob (...args) {
  if (args.length === 0) throw missingArgs('input')
  const text = `${args[0]}`
  return whatWeb(() => globalThis.atob(text), () => /[^A-Za-z0-9+/\t\n\f\r ]/.test(text) ? 'Invalid character' : 'The string to be decoded is not correctly encoded.')
}

/** @param {string} name */
function missingArgs (name) {
  return nodeError(TypeError, 'ERR_MISSING_ARGS', `The "${name}" argument must be specified`)
}

/**
 * Call the engine's function; its error gets Node's words.
 * @param {() => string} call
 * @param {() => string} words
 */
function whatWeb (call, words) {
  try {
    return call()
  } catch {
    throw new DOMException(words(), 'InvalidCharacterError')
  }
}

export default Object.defineProperty({
  Buffer,
  SlowBuffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
  constants,
  Blob,
  resolveObjectURL,
  File
}, 'INSPECT_MAX_BYTES', { ...limit, enumerable: true, configurable: true })
