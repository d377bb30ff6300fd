/** Whether text is an IP address. */

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const V4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`)
const GROUP = /^[\da-f]{1,4}$/i

/** @param {any} text @returns {boolean} */
export function isIPv4 (text) {
  return V4.test(`${text}`)
}

/** @param {any} text @returns {boolean} a zone, as in `fe80::1%eth0`, is fine */
export function isIPv6 (text) {
  return groupsOf(`${text}`) !== null
}

/** @param {any} text @returns {0 | 4 | 6} */
export function isIP (text) {
  return isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0
}

/**
 * An address as a number.
 * @param {string} address
 * @param {4 | 6} family of it
 * @returns {bigint}
 */
export function toNumber (address, family) {
  const parts = family === 4 ? address.split('.').map(Number) : groupsOf(address) ?? []
  const width = family === 4 ? 8n : 16n
  return parts.reduce((number, part) => (number << width) | BigInt(part), 0n)
}

/**
 * An address as Node shows it: the longest run of zeros left out, letters small.
 * @param {string} address an IPv6 one
 * @returns {string}
 */
export function compressed (address) {
  const groups = (groupsOf(address) ?? []).map((group) => group.toString(16))
  const text = groups.join(':')
  const runs = text.match(/\b0(?::0)+\b/g) ?? []
  const longest = runs.reduce((best, run) => run.length > best.length ? run : best, '')
  if (!longest) return text
  const at = text.search(new RegExp(`(?<![\\da-f])${longest}(?![\\da-f])`))
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`
}

/**
 * @param {string} text
 * @returns {number[] | null} eight numbers, null where it is no IPv6 address
 */
function groupsOf (text) {
  const [address, ...zone] = text.split('%')
  if (zone.length > 1 || (zone.length === 1 && !/^[\da-z.:-]+$/i.test(zone[0]))) return null
  const halves = address.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, index) => listOf(half, index === halves.length - 1))
  if (head === null || tail === null) return null
  if (tail === undefined) return head.length === 8 ? head : null
  const zeros = 8 - head.length - tail.length
  return zeros > 0 ? [...head, ...Array(zeros).fill(0), ...tail] : null
}

/**
 * @param {string} half
 * @param {boolean} last an IPv4 address may end it
 * @returns {number[] | null}
 */
function listOf (half, last) {
  if (half === '') return []
  const groups = half.split(':')
  const v4 = last && groups.at(-1)?.includes('.') ? groups.pop() : undefined
  if (v4 !== undefined && !isIPv4(v4)) return null
  if (!groups.every((group) => GROUP.test(group))) return null
  const [a, b, c, d] = v4 === undefined ? [] : v4.split('.').map(Number)
  return [...groups.map((group) => parseInt(group, 16)), ...(v4 === undefined ? [] : [a * 256 + b, c * 256 + d])]
}
