/**
 * Addresses of IPv4 as text.
 * @module
 */

const PART = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const IPV4 = new RegExp(`^${PART}(?:\\.${PART}){3}$`)

/** @param {string} text */
export function isIPv4 (text) {
  return IPV4.test(text)
}

/**
 * @param {string} text also as IPv6 writes it (`::ffff:127.0.0.1`), or `localhost`
 * @returns {string}
 */
export function normalizeIPv4 (text) {
  const plain = text.replace(/^::ffff:/i, '')
  return plain === 'localhost' ? '127.0.0.1' : plain
}

export default { isIPv4, normalizeIPv4 }
