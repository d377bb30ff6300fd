/**
 * Node's Buffer: the package buffer, and what Node has beyond it.
 * @module
 */

import buffer from '../internal/vendor/buffer.js'
import './buffer/extensions.js'
import { isAscii, isUtf8, transcode } from './buffer/encodings.js'
import { NotImplementedError } from '../base/errors.js'

export const { Buffer, SlowBuffer } = buffer
export { isAscii, isUtf8, transcode }

/** @typedef {import('../internal/vendor/buffer.js').Buffer} Buffer */

export const INSPECT_MAX_BYTES = buffer.INSPECT_MAX_BYTES
/** Node's limit; what an engine has less of throws its own error. */
export const kMaxLength = 2 ** 32
export const kStringMaxLength = 2 ** 29 - 24
export const constants = Object.freeze({ MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength })

export const { Blob, File } = globalThis

/** @param {string} text of bytes, one character each */
export const btoa = (text) => globalThis.btoa(text)

/** @param {string} text in base64 */
export const atob = (text) => globalThis.atob(text)

/**
 * No engine says which Blob a URL names.
 * @param {string} _id
 * @returns {Blob | undefined}
 * @throws {NotImplementedError} always
 */
export function resolveObjectURL (_id) {
  throw new NotImplementedError('buffer.resolveObjectURL()')
}

export default {
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
  INSPECT_MAX_BYTES,
  Blob,
  resolveObjectURL,
  File
}
