/**
 * Text from bytes that come in pieces.
 * @module
 */

import { nameOf, unknown } from './buffer/encode.js'
import './buffer.js'
import vendor from '../internal/vendor/string_decoder.js'

/** Waits for the bytes that complete a character. */
export class StringDecoder extends vendor.StringDecoder {
  /** @param {string} [encoding] */
  constructor (encoding) {
    const name = encoding === undefined || encoding === null || encoding === '' ? 'utf8' : nameOf(encoding) ?? unknown(encoding)
    super(name === 'base64url' ? 'base64' : name)
    if (name === 'base64url') decodeSafely(this)
    Object.assign(this, { encoding: name })
  }
}

/** @param {any} decoder of base64 */
function decodeSafely (decoder) {
  for (const method of ['write', 'end']) {
    const plain = decoder[method]
    decoder[method] = (/** @type {any} */ bytes) => plain.call(decoder, bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  }
}

export default { StringDecoder }
