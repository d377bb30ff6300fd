/**
 * Punycode, the package that Node has it from.
 * @module
 */

import punycode from '../internal/vendor/punycode.js'

export const { decode, encode, toASCII, toUnicode, ucs2, version } = punycode

export default punycode
