/**
 * Text with colours, and settings from text.
 * @module
 */

import { invalidArgType, invalidArgValue } from '../../base/errors/node.js'
import inspecting from '../../internal/vendor/inspect.js'

/**
 * Put the codes of a terminal around a text.
 * @param {string | string[]} format such as `red` or `['bold', 'underline']`
 * @param {string} text
 * @param {{ validateStream?: boolean, stream?: any }} [options] unless `validateStream` is false, only a text for a
 *   `stream` that is a terminal gets codes
 * @returns {string}
 */
export function styleText (format, text, { validateStream = true, stream } = {}) {
  if (typeof text !== 'string') throw invalidArgType('text', 'of type string', text)
  const codes = (Array.isArray(format) ? format : [format]).map((name) => {
    const pair = inspecting.inspect.colors[name]
    if (!pair) throw invalidArgValue('format', name, `must be one of: ${Object.keys(inspecting.inspect.colors).map((key) => `'${key}'`).join(', ')}`)
    return pair
  })
  // Node asks the stream only when there is one format.
  if (validateStream && !stream?.isTTY && !Array.isArray(format)) return text
  const before = codes.map(([start]) => `\x1b[${start}m`).join('')
  return `${before}${text}${codes.reverse().map(([, end]) => `\x1b[${end}m`).join('')}`
}

/**
 * Read what an `.env` file says.
 * @param {string} content
 * @returns {Record<string, string>}
 */
export function parseEnv (content) {
  if (typeof content !== 'string') throw invalidArgType('content', 'of type string', content)
  /** @type {Record<string, string>} */
  const values = {}
  const line = /^[ \t]*(?:export[ \t]+)?([^\s=#][^=#\n]*?)[ \t]*=[ \t]*("[^"]*"|'[^']*'|`[^`]*`|[^\n#]*)[^\n]*$/gm
  for (const [, name, value] of content.replaceAll('\r\n', '\n').matchAll(line)) {
    const quote = /^(["'`])([\s\S]*)\1$/.exec(value)
    values[name] = quote ? (quote[1] === '"' ? quote[2].replaceAll('\\n', '\n') : quote[2]) : value.trim()
  }
  return values
}

/** @param {string} text */
export function toUSVString (text) {
  return `${text}`.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}
