/** Join received headers into objects, by the rules for repeated headers. */

const FIRST_COUNTS = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after', 'server',
  'user-agent'
])

/**
 * @param {Record<string, any>} into
 * @param {string} name
 * @param {string} value
 * @param {boolean} joinAll whether to join headers that should not repeat, too
 */
export function addField (into, name, value, joinAll) {
  const key = name.toLowerCase()
  if (key === 'set-cookie') {
    if (into[key] === undefined) into[key] = [value]
    else into[key].push(value)
  } else if (into[key] === undefined) into[key] = value
  else if (key === 'cookie') into[key] += `; ${value}`
  else if (joinAll || !FIRST_COUNTS.has(key)) into[key] += `, ${value}`
}

/**
 * @param {string[]} raw names and values by turns
 * @param {boolean} joinAll
 * @returns {Record<string, any>}
 */
export function joinedFields (raw, joinAll) {
  /** @type {Record<string, any>} */
  const fields = {}
  for (let at = 0; at < raw.length; at += 2) addField(fields, raw[at], raw[at + 1], joinAll)
  return fields
}

/**
 * @param {string[]} raw names and values by turns
 * @returns {Record<string, string[]>} every value of every name
 */
export function distinctFields (raw) {
  /** @type {Record<string, string[]>} */
  const fields = {}
  for (let at = 0; at < raw.length; at += 2) {
    const key = raw[at].toLowerCase()
    if (!Object.hasOwn(fields, key)) fields[key] = []
    fields[key].push(raw[at + 1])
  }
  return fields
}
