/**
 * Values of WebAssembly and of its glue, from what a person types and back.
 * @module
 */

const NUMBER = /^[+-]?(0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+)n?$/i
const RANGES = { i32: [-(2n ** 31n), 2n ** 32n - 1n], i64: [-(2n ** 63n), 2n ** 64n - 1n] }

/**
 * Read what was typed for a parameter of an export.
 * @param {string} text @param {string} type `i32`, `i64`, `f32` or `f64`
 * @returns {number | bigint}
 * @throws {RangeError} it is no such number
 */
export function parse (text, type) {
  const typed = text.trim()
  if (type === 'f32' || type === 'f64') return float(typed, type)
  if (type !== 'i32' && type !== 'i64') throw new RangeError(`Cannot make a value of ${type}: only numbers can be typed`)
  if (!NUMBER.test(typed)) throw new RangeError(`Cannot read "${typed}" as ${type}: type a whole number, such as 42 or 0x2a`)
  const value = integer(typed)
  const [least, most] = RANGES[type]
  if (value < least || value > most) throw new RangeError(`Cannot use ${typed} as ${type}: it must be ${least} to ${most}`)
  return type === 'i64' ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value))
}

/** @param {string} text @returns {bigint} */
function integer (text) {
  const digits = text.replace(/n$/i, '').replace(/^[+-]/, '')
  return text.startsWith('-') ? -BigInt(digits) : BigInt(digits)
}

/** @param {string} text @param {string} type @returns {number} */
function float (text, type) {
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (named) return named[2].toLowerCase() === 'nan' ? NaN : named[1] === '-' ? -Infinity : Infinity
  const value = text === '' ? NaN : Number(text)
  if (Number.isNaN(value)) throw new RangeError(`Cannot read "${text}" as ${type}: type a number, such as 1.5 or 2e-3`)
  return value
}

/**
 * Read what was typed for a parameter of glue, which takes values of JavaScript.
 * @param {string} text @param {string} type as TypeScript writes it
 * @returns {unknown}
 * @throws {RangeError} it is no such value
 */
export function parseDeclared (text, type) {
  if (type === 'string') return text
  if (type === 'number') return float(text.trim(), type)
  if (type === 'boolean') return ['true', '1', 'yes'].includes(text.trim().toLowerCase())
  if (type === 'bigint') return integer(checked(text.trim()))
  if (text.trim() === '') return undefined
  return json(text, type)
}

/** @param {string} text @returns {string} */
function checked (text) {
  if (!NUMBER.test(text)) throw new RangeError(`Cannot read "${text}" as bigint: type a whole number, such as 42`)
  return text
}

/** @param {string} text @param {string} type @returns {unknown} */
function json (text, type) {
  try {
    const value = JSON.parse(text)
    const array = /^(Uint8|Int8|Uint16|Int16|Uint32|Int32|Float32|Float64)Array$/.exec(type)
    if (!array) return value
    /** @type {Record<string, { from: (values: number[]) => unknown }>} */
    const types = { Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array }
    return types[array[0]].from(value)
  } catch (error) {
    throw new RangeError(`Cannot read "${text}" as ${type}: type it as JSON`)
  }
}

/** @param {unknown} value @returns {string} as it is shown */
export function show (value) {
  if (value === undefined) return 'nothing'
  if (typeof value === 'bigint' || typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} [${Array.from(/** @type {Uint8Array} */ (value)).join(', ')}]`
  if (Array.isArray(value)) return `(${value.map(show).join(', ')})`
  if (typeof value === 'function') return 'a function'
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
