/** Placeholders in messages. */

/** @typedef {{ message: string, description?: string, placeholders?: Record<string, { content?: string }> }} MessageEntry */

/**
 * Put substitutions into a message: `$NAME$` is a member of the object, or else one of its placeholders; `$1` … `$9`, `$0$`
 * and `{0}` are of the list, `{name}` is a member of the object, `$$` a dollar. What is not given stays as it is.
 * @param {MessageEntry} entry
 * @param {string | string[] | Record<string, any>} [substitutions]
 * @returns {string}
 */
export function substituted ({ message, placeholders = {} }, substitutions = []) {
  const list = Array.isArray(substitutions) ? substitutions : typeof substitutions === 'object' ? [] : [substitutions]
  const named = Array.isArray(substitutions) || typeof substitutions !== 'object' ? {} : substitutions
  const contents = new Map(Object.entries(placeholders).map(([name, { content }]) => [name.toLowerCase(), content ?? '']))
  const numbered = (/** @type {string} */ whole, /** @type {number} */ index) => list[index] === undefined ? whole : String(list[index])
  const counted = (/** @type {string} */ text) => text.replace(/\$(\d)(?!\d*\$)/g, (whole, digit) => digit === '0' ? whole : numbered(whole, Number(digit) - 1))
  return message.replace(/\$\$|\$(\w+)\$|\$([1-9])|\{(\w+)\}/g, (whole, name, digit, braced) => {
    if (whole === '$$') return '$'
    if (digit !== undefined) return numbered(whole, Number(digit) - 1)
    const key = name ?? braced
    const given = Object.keys(named).find((known) => known === key || (name !== undefined && known.toLowerCase() === key.toLowerCase()))
    if (given !== undefined) return String(named[given])
    const content = name === undefined ? undefined : contents.get(key.toLowerCase())
    if (content !== undefined) return counted(content)
    if (/^\d+$/.test(key)) return numbered(whole, Number(key))
    return whole
  })
}
