/** TAP version 13, a line at a time. */

/** @typedef {(line: string) => void} Report */

/**
 * @typedef {object} Finding
 * @property {boolean} ok
 * @property {string} message
 * @property {string} operator
 * @property {any} [expected]
 * @property {any} [actual]
 * @property {string} [at] where the assertion stands
 * @property {string} [stack]
 */

export const HEADER = 'TAP version 13'

/**
 * @param {number} id
 * @param {Finding} finding
 * @param {Report} report
 */
export function reportFinding (id, finding, report) {
  const { ok, message } = finding
  report(`${ok ? 'ok' : 'not ok'} ${id} ${oneLine(message)}`)
  if (ok) return
  report('  ---')
  report(`    operator: ${finding.operator}`)
  block('expected', shown(finding.expected), report)
  block('actual', shown(finding.actual), report)
  if (finding.at) report(`    at: ${finding.at}`)
  if (finding.stack) block('stack', finding.stack, report)
  report('  ...')
}

/**
 * @param {{ total: number, pass: number, fail: number }} counts
 * @param {Report} report
 */
export function reportSummary ({ total, pass, fail }, report) {
  report('')
  report(`1..${total}`)
  report(`# tests ${total}`)
  report(`# pass  ${pass}`)
  report(fail ? `# fail  ${fail}` : '')
  if (!fail) report('# ok')
}

/**
 * @param {string} name
 * @param {string} text
 * @param {Report} report
 */
function block (name, text, report) {
  const lines = text.split('\n')
  if (lines.length === 1) {
    report(`    ${name}: ${text}`)
    return
  }
  report(`    ${name}: |-`)
  for (const line of lines) report(`      ${line}`)
}

/** @param {string} text */
function oneLine (text) {
  return text.replace(/[\r\n]+/g, ' ')
}

/**
 * @param {any} value
 * @returns {string}
 */
export function shown (value) {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return `[function ${value.name || 'anonymous'}]`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} [${value.byteLength} bytes]`
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : String(value)
  try {
    return JSON.stringify(value, plain, 2) ?? String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}

/**
 * @param {string} _
 * @param {any} value
 */
function plain (_, value) {
  if (typeof value === 'bigint') return `${value}n`
  if (value === undefined) return 'undefined'
  if (value instanceof Map) return [...value]
  if (value instanceof Set) return [...value]
  return value
}
