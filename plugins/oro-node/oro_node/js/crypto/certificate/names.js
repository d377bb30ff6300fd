/** Match the names of a certificate against a host, an email address or an IP address. */

import { isIPv4 } from 'oro:ip'
import { nodeError } from '../base/errors.js'

/**
 * @param {string} pattern of the certificate
 * @param {string} name
 * @param {{ wildcards: boolean, partialWildcards: boolean, multiLabelWildcards: boolean }} rules
 * @returns {boolean}
 */
export function matchesHost (pattern, name, { wildcards, partialWildcards, multiLabelWildcards }) {
  const [own, asked] = [pattern.toLowerCase(), name.toLowerCase()]
  // A name with a leading dot matches all of its subdomains.
  if (asked.startsWith('.') && asked.length > 1) return own.endsWith(asked) && own.length > asked.length
  if (own === asked) return true
  const star = own.indexOf('*')
  const [label] = own.split('.', 1)
  if (!wildcards || star < 0 || star >= label.length || own.lastIndexOf('*') !== star || own.split('.').length < 3) return false
  if (label !== '*' && (!partialWildcards || label.startsWith('xn--'))) return false
  const [before, after] = [own.slice(0, star), own.slice(star + 1)]
  if (asked.length < before.length + after.length || !asked.startsWith(before) || !asked.endsWith(after)) return false
  const between = asked.slice(before.length, asked.length - after.length)
  if (label !== '*' && asked.startsWith('xn--')) return false
  if (label === '*' && between === '') return false
  return (multiLabelWildcards && label === '*' ? /^[a-z0-9.-]*$/ : /^[a-z0-9-]*$/).test(between)
}

/**
 * @param {string} own
 * @param {string} email
 * @returns {boolean} whether they match; the part before the `@` is case-sensitive
 */
export function matchesMail (own, email) {
  const [one, other] = [own, email].map((each) => [each.slice(0, each.lastIndexOf('@')), each.slice(each.lastIndexOf('@')).toLowerCase()])
  return one[0] === other[0] && one[1] === other[1]
}

/**
 * @param {string} address
 * @returns {string} the same for all ways to write it
 * @throws {TypeError} the text is not an address
 */
export function plainAddress (address) {
  if (isIPv4(address)) return address
  try {
    return new URL(`http://[${address}]`).hostname
  } catch {
    throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid IP')
  }
}
