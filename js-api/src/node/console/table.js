/**
 * Data as a table of text.
 * @module
 */

import inspecting from '../../internal/vendor/inspect.js'

const show = (/** @type {any} */ value) => inspecting.inspect(value, { depth: value !== null && typeof value === 'object' ? 0 : 2, maxArrayLength: 3, breakLength: Infinity })

/**
 * @param {any} data rows by index or name
 * @param {string[]} [columns] those to show
 * @returns {string}
 */
export function table (data, columns) {
  /** @type {[string, any][]} */
  const rows = data instanceof Map ? [...data].map(([key, value], index) => [String(index), { Key: key, Values: value }]) : Object.entries(data)
  const isRecord = (/** @type {any} */ row) => row !== null && typeof row === 'object'
  const names = columns ?? [...new Set(rows.flatMap(([, row]) => isRecord(row) ? Object.keys(row) : []))]
  const withValues = rows.some(([, row]) => !isRecord(row))
  const head = ['(index)', ...names, ...(withValues ? ['Values'] : [])]
  /** @type {string[][]} */
  const body = rows.map(([index, row]) => [
    index,
    ...names.map((name) => isRecord(row) && Object.hasOwn(row, name) ? show(row[name]) : ''),
    ...(withValues ? [isRecord(row) ? '' : show(row)] : [])
  ])
  return drawn([head, ...body])
}

/** @param {string[][]} cells the first row is the head */
function drawn (cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)) + 2)
  const line = (/** @type {string} */ left, /** @type {string} */ middle, /** @type {string} */ right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right
  const row = (/** @type {string[]} */ texts) => `│${texts.map((text, column) => centred(text, widths[column])).join('│')}│`
  const [head, ...body] = cells.map(row)
  return [line('┌', '┬', '┐'), head, line('├', '┼', '┤'), ...body, line('└', '┴', '┘')].join('\n')
}

/** @param {string} text @param {number} width */
function centred (text, width) {
  const before = Math.floor((width - text.length) / 2)
  return ' '.repeat(before) + text + ' '.repeat(width - text.length - before)
}
