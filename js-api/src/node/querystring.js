/**
 * Node's querystring.
 * @module
 */

import querystring from '../internal/vendor/querystring.js'
import { Buffer } from './buffer.js'

/**
 * @param {string} text
 * @param {boolean} [decodeSpaces]
 * @returns {Buffer}
 */
const unescapeBuffer = (text, decodeSpaces) => Buffer.from(querystring.unescapeBuffer(text, decodeSpaces))
const { parse, stringify, escape, unescape } = querystring

export { escape, parse, stringify, unescape, unescapeBuffer, parse as decode, stringify as encode }

export default { unescapeBuffer, unescape, escape, stringify, encode: stringify, parse, decode: parse }
