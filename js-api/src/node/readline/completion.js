/**
 * Completion of a line by Tab: the common beginning, and columns to choose from.
 * @module
 */

import { textWidth } from '../../internal/text-width.js'

/** @param {string[]} texts @returns {string} what all begin with */
export function commonPrefix (texts) {
  if (texts.length === 0) return ''
  const sorted = texts.toSorted()
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  let length = 0
  while (length < first.length && first[length] === last[length]) length++
  return first.slice(0, length)
}

/** @param {string[]} texts empty ones divide groups @param {number} columns of the terminal @returns {string} */
export function asColumns (texts, columns) {
  const width = Math.max(...texts.map(textWidth)) + 2
  const most = columns === Infinity ? 1 : Math.floor(columns / width) || 1
  let [output, inRow, space] = ['\r\n', 0, 0]
  for (const text of texts) {
    if (text === '' || inRow === most) {
      output += '\r\n'
      inRow = space = 0
    } else output += ' '.repeat(space)
    if (text === '') output += '\r\n'
    else {
      output += text
      space = width - textWidth(text)
      inRow++
    }
  }
  return inRow === 0 ? output : `${output}\r\n\r\n`
}
