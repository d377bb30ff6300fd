/** Whether a certificate is for a name, as Node tells it (RFC 6125). */

import { compressed, isIP } from '../net/addresses/ip.js'
import { wrongName } from './errors.js'

/**
 * @param {string} hostname
 * @param {any} cert as `getPeerCertificate()` has it
 * @returns {Error | undefined}
 */
export function checkServerIdentity (hostname, cert) {
  const altNames = cert.subjectaltname
  const names = altNames ? split(altNames) : []
  const dns = names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice(4))
  const addresses = names.filter((name) => name.startsWith('IP Address:')).map((name) => plainAddress(name.slice(11)))
  const host = `${hostname}`.replace(/\.$/, '')
  const reason = isIP(host) ? addressReason(host, addresses) : nameReason(host, dns, altNames, cert.subject?.CN)
  return reason === undefined ? undefined : wrongName(reason, `${hostname}`, cert)
}

/**
 * @param {string} host
 * @param {string[]} addresses
 */
function addressReason (host, addresses) {
  return addresses.includes(plainAddress(host)) ? undefined : `IP: ${host} is not in the cert's list: ${addresses.join(', ')}`
}

/**
 * @param {string} host
 * @param {string[]} names
 * @param {string} altNames all of them as text
 * @param {string | string[] | undefined} common
 */
function nameReason (host, names, altNames, common) {
  const labels = host.toLowerCase().split('.')
  if (names.length > 0) {
    return names.some((name) => covers(name, labels)) ? undefined : `Host: ${host}. is not in the cert's altnames: ${altNames}`
  }
  if (!common?.length) return 'Cert does not contain a DNS name'
  return [common].flat().some((name) => covers(name, labels)) ? undefined : `Host: ${host}. is not cert's CN: ${common}`
}

/**
 * @param {string} pattern
 * @param {string[]} labels of the host
 */
function covers (pattern, labels) {
  const wanted = pattern.toLowerCase().replace(/\.$/, '').split('.')
  if (wanted.length !== labels.length || wanted.includes('') || /[^\x21-\x7e]/.test(pattern)) return false
  if (!wanted.slice(1).every((label, index) => label === labels[index + 1])) return false
  const [before, after, ...more] = wanted[0].split('*')
  if (after === undefined) return wanted[0] === labels[0]
  if (more.length || wanted.length <= 2 || wanted[0].includes('xn--')) return false
  const [first] = labels
  return first.length >= before.length + after.length && first.startsWith(before) && first.endsWith(after)
}

/** @param {string} address */
function plainAddress (address) {
  return isIP(address) === 6 ? compressed(address) : address
}

/**
 * Names between commas; one in quotes, which may have commas in it, is a JSON string.
 * @param {string} text
 * @returns {string[]}
 */
function split (text) {
  const found = text.match(/(?:"(?:\\.|[^"\\])*"|[^",])+/g) ?? []
  return found.map((name) => name.trim().replace(/"(?:\\.|[^"\\])*"$/, (quoted) => JSON.parse(quoted)))
}
