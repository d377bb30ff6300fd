/**
 * Data as a table of text.
 * @module
 */

import { textWidth } from '../../internal/text-width.js'

const INDEX = '(index)'
const ITERATION = '(iteration index)'
const VALUES = 'Values'

/**
 * @param {any} data rows by index or name
 * @param {string[] | undefined} columns those to show
 * @param {(value: any) => string} show
 * @returns {string}
 */
export function table (data, columns, show) {
  if (data instanceof Map) {
    const entries = [...data]
    return drawn([ITERATION, 'Key', VALUES], [indices(entries), entries.map(([key]) => show(key)), entries.map(([, value]) => show(value))])
  }
  if (data instanceof Set) return drawn([ITERATION, VALUES], [indices([...data]), [...data].map(show)])
  const names = Object.keys(data)
  /** @type {Record<string, string[]>} */
  const cells = Object.create(null)
  /** @type {string[]} */
  const values = []
  names.forEach((name, row) => {
    const item = data[name]
    if (item === null || (typeof item !== 'object' && typeof item !== 'function')) values[row] = show(item)
    else for (const key of columns ?? Object.keys(item)) (cells[key] ??= [])[row] = Object.hasOwn(item, key) ? show(item[key]) : ''
  })
  const withValues = values.length > 0
  return drawn([INDEX, ...Object.keys(cells), ...(withValues ? [VALUES] : [])], [names, ...Object.values(cells), ...(withValues ? [values] : [])])
}

/** @param {any[]} items */
function indices (items) {
  return items.map((_, index) => String(index))
}

/** @param {string[]} heads @param {string[][]} columns with holes, where a row has nothing */
function drawn (heads, columns) {
  const widths = heads.map((head, at) => Math.max(...[head, ...columns[at]].map((text) => textWidth(text ?? ''))) + 2)
  const rows = Array.from({ length: Math.max(...columns.map((column) => column.length)) }, (_, row) => columns.map((column) => column[row] ?? ''))
  const line = (/** @type {string} */ left, /** @type {string} */ middle, /** @type {string} */ right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right
  const row = (/** @type {string[]} */ texts) => `│${texts.map((text, at) => ` ${text}${' '.repeat(widths[at] - textWidth(text) - 1)}`).join('│')}│`
  return [line('┌', '┬', '┐'), row(heads), line('├', '┼', '┤'), ...rows.map(row), line('└', '┴', '┘')].join('\n')
}
