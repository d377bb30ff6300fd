/** Bytes as text that can be edited and saved without changing what was not edited. */

/**
 * @typedef {object} Text
 * @property {string} text with `\n` only, as a textarea has it
 * @property {'\n' | '\r\n' | '\r'} newline what the file has instead
 * @property {string} [fixed] why it must not be edited
 */

/**
 * Read bytes as UTF-8 text.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {boolean} whole false when the file goes on behind them
 * @returns {Text | null} null when they are no text
 */
export function fromBytes (bytes, whole) {
  if (bytes.includes(0)) return null
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return fromText(decoder.decode(bytes, { stream: !whole }), whole)
  } catch {
    return null
  }
}

/**
 * @param {string} raw
 * @param {boolean} whole
 * @returns {Text}
 */
function fromText (raw, whole) {
  const found = new Set(raw.match(/\r\n|\r|\n/g) ?? ['\n'])
  const newline = /** @type {Text['newline']} */ (found.size === 1 ? [...found][0] : '\n')
  const text = raw.replace(/\r\n?/g, '\n')
  if (!whole) return { text, newline, fixed: 'only its beginning is shown' }
  if (found.size > 1) return { text, newline, fixed: 'its lines end in different ways, which editing would change' }
  return { text, newline }
}

/**
 * @param {string} text from a textarea
 * @param {Text['newline']} newline
 */
export function toFile (text, newline) {
  return newline === '\n' ? text : text.replaceAll('\n', newline)
}
