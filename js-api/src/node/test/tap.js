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
  const [expected, actual] = difference(finding.expected, finding.actual)
  block('expected', expected, report)
  block('actual', actual, report)
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
 * Show two values that differ; where they look the same, with the classes that tell them apart.
 * @param {any} expected
 * @param {any} actual
 * @returns {[string, string]}
 */
function difference (expected, actual) {
  const texts = /** @type {[string, string]} */ ([shown(expected), shown(actual)])
  if (texts[0] !== texts[1]) return texts
  const [first, second] = [classes(expected), classes(actual)]
  return first === second ? texts : [`${texts[0]} of ${first}`, `${texts[1]} of ${second}`]
}

/**
 * @param {any} value
 * @param {Set<any>} [seen]
 * @returns {string} its class and those of its members
 */
function classes (value, seen = new Set()) {
  if (value === null || typeof value !== 'object' || seen.has(value)) return typeof value
  seen.add(value)
  const prototype = Object.getPrototypeOf(value)
  const name = prototype === null ? 'no prototype' : prototype.constructor?.name || 'an unnamed class'
  const inner = Object.entries(value).map(([key, item]) => [key, classes(item, seen)]).filter(([, text]) => !/^(Object|[a-z]+)$/.test(text))
  return inner.length ? `${name} { ${inner.map(([key, text]) => `${key}: ${text}`).join(', ')} }` : name
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
