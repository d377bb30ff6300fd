const BYTE = '(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])'
const IPV4 = `(?:${BYTE}\\.){3}${BYTE}`
const GROUP = '[0-9a-fA-F]{1,4}'
const FORMS = [
  `(?:${GROUP}:){7}(?:${GROUP}|:)`,
  `(?:${GROUP}:){6}(?:${IPV4}|:${GROUP}|:)`,
  `(?:${GROUP}:){5}(?::${IPV4}|(?::${GROUP}){1,2}|:)`,
  ...[4, 3, 2, 1].map((count) => `(?:${GROUP}:){${count}}(?:(?::${GROUP}){0,${5 - count}}:${IPV4}|(?::${GROUP}){1,${7 - count}}|:)`),
  `:(?:(?::${GROUP}){0,5}:${IPV4}|(?::${GROUP}){1,7}|:)`
]
const only4 = new RegExp(`^${IPV4}$`)
const only6 = new RegExp(`^(?:${FORMS.join('|')})(?:%[0-9a-zA-Z-.:]{1,})?$`)

/**
 * @param {any} text
 * @returns {0 | 4 | 6} the family of an address, 0 when it is none
 */
export function isIP (text) {
  if (only4.test(String(text))) return 4
  return only6.test(String(text)) ? 6 : 0
}
