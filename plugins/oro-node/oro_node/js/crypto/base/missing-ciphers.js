/** Ciphers of Node's OpenSSL that pages do not have, as patterns of their names. */

/** @type {readonly { names: RegExp, what: string }[]} */
export const missing = [
  { names: /^(aria|camellia)-?\d/, what: 'ARIA and Camellia' },
  { names: /^sm4/, what: 'SM4' },
  { names: /^aes-\d+-cbc-hmac-sha\d+$/, what: 'AES-CBC with HMAC, which is for TLS alone' },
  { names: /^(des3-wrap|id-smime-alg-cms3deswrap)$/, what: 'key wrap of triple DES' }
]

/**
 * Return whether Node has a cipher that pages do not have.
 * @param {string} name in any case
 */
export function isMissingCipher (name) {
  return missing.some(({ names }) => names.test(name.toLowerCase()))
}
