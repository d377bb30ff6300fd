/**
 * Parameters and results of functions.
 * @module
 */

/** @typedef {number | bigint | string} Value text is read as a number */
/** @typedef {import('./binary/types.js').FunctionType} FunctionType */

/**
 * @param {string} name of the function
 * @param {FunctionType} type
 * @param {readonly Value[]} given
 * @returns {(number | bigint)[]}
 * @throws {TypeError} there are more or fewer, or one is of another type or too large
 */
export function parameters (name, type, given) {
  const { params } = type
  if (params.length !== given.length) {
    throw new TypeError(`Cannot call "${name}": it takes ${params.length} parameters, ${shape(type)}, and ${given.length} were given`)
  }
  return params.map((kind, index) => parameter(name, index + 1, kind, given[index]))
}

/** @param {FunctionType} type @returns {string} such as `(i32, i32) -> i32` */
export function shape ({ params, results }) {
  return `(${params.join(', ')}) -> ${results.length === 1 ? results[0] : `(${results.join(', ')})`}`
}

/**
 * @param {readonly any[]} results
 * @returns {any} undefined for none, the value of one, an array of several
 */
export function unwrapped (results) {
  return results.length > 1 ? [...results] : results[0]
}

/** @param {string} name @param {number} number @param {string} kind @param {any} value */
function parameter (name, number, kind, value) {
  const refuse = () => new TypeError(`Cannot call "${name}": parameter ${number} is to be ${kind}, and is ${shown(value)}`)
  if (kind === 'f32' || kind === 'f64') {
    const found = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
    if (!['number', 'string', 'bigint'].includes(typeof value) || (Number.isNaN(found) && typeof value === 'string' && !/^[+-]?nan$/i.test(value))) throw refuse()
    return found
  }
  if (kind !== 'i32' && kind !== 'i64') {
    throw new TypeError(`Cannot call "${name}": parameter ${number} is ${kind}, which only other modules can give`)
  }
  const whole = integer(value)
  const bits = kind === 'i32' ? 32n : 64n
  if (whole === null || whole < -(1n << bits - 1n) || whole >= 1n << bits) throw refuse()
  return kind === 'i64' ? BigInt.asIntN(64, whole) : Number(BigInt.asIntN(32, whole))
}

/** @param {any} value @returns {bigint | null} */
function integer (value) {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)\s*$/i.test(value)) return null
  const text = value.trim()
  const sign = text.startsWith('-') ? -1n : 1n
  return sign * BigInt(text.replace(/^[+-]/, ''))
}

/** @param {any} value */
function shown (value) {
  return typeof value === 'bigint' ? `${value}` : JSON.stringify(value) ?? String(value)
}
