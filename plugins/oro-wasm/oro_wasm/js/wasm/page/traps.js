/**
 * Traps by the specification's names. Engines have messages of their own for them.
 * @module
 */

/** @typedef {import('../outcome.js').Trap} Trap */

/** @type {[RegExp, string][]} by what the messages of V8 and JavaScriptCore say; the first that fits */
const NAMES = [
  [/call stack|stack overflow/i, 'stack-overflow'],
  [/unreachable/i, 'unreachable'],
  [/divide result unrepresentable|integer overflow|division overflow/i, 'integer-overflow'],
  [/by zero/i, 'integer-division-by-zero'],
  [/unrepresentable|trunc/i, 'bad-conversion-to-integer'],
  [/null table entry|call_indirect to a null/i, 'indirect-call-to-null'],
  [/signature/i, 'bad-signature'],
  [/table|call_indirect/i, 'table-out-of-bounds'],
  [/array.*bounds/i, 'array-out-of-bounds'],
  [/memory|bounds/i, 'memory-out-of-bounds'],
  [/null/i, 'null-reference'],
  [/cast/i, 'cast-failure'],
  [/unaligned|atomic/i, 'heap-misaligned']
]

/** A frame as V8 writes it. */
const NAMED = /at (?:(.*?) \()?wasm:\/\/\S*?wasm-function\[(\d+)\]:0x([\da-f]+)/
/** As JavaScriptCore does. */
const SHORT = /^(.*?)@?(?:<\?>[:.])?wasm-function\[(\d+)\]/

/**
 * @param {any} error
 * @returns {Trap | null} null for what is no trap
 */
export function trapOf (error) {
  const deep = error instanceof RangeError && /stack/i.test(error.message)
  if (!(error instanceof WebAssembly.RuntimeError) && !deep) return null
  const message = String(error.message).replace(/ \(evaluating .*\)$/s, '')
  const code = NAMES.find(([pattern]) => pattern.test(message))?.[1] ?? 'error'
  return { code, message, frames: framesOf(String(error.stack ?? '')) }
}

/** @param {string} stack @returns {import('../outcome.js').Frame[]} */
function framesOf (stack) {
  return stack.split('\n').flatMap((/** @type {string} */ line) => /** @type {import('../outcome.js').Frame[]} */ (frameOf(line)))
}

/** @param {string} line */
function frameOf (line) {
  const named = NAMED.exec(line)
  if (named) return [{ function: named[1]?.replace(/^[^.]*\./, '') || `function ${named[2]}`, offset: parseInt(named[3], 16) }]
  const short = SHORT.exec(line)
  if (short) return [{ function: short[1] || `function ${short[2]}`, offset: null }]
  return []
}
