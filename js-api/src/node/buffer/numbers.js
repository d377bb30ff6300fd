/**
 * Numbers in a Buffer, checked as Node checks them.
 * @module
 */

import { invalidArgType, nodeError, outOfRange } from '../../base/errors/node.js'

/** @typedef {import('../../internal/vendor/buffer.js').Buffer} Bytes */

/** Size and DataView method by the name of the accessor. */
const FIXED = /** @type {const} */ ({
  UInt8: [1, 'Uint8'],
  UInt16: [2, 'Uint16'],
  UInt32: [4, 'Uint32'],
  Int8: [1, 'Int8'],
  Int16: [2, 'Int16'],
  Int32: [4, 'Int32'],
  Float: [4, 'Float32'],
  Double: [8, 'Float64'],
  BigInt64: [8, 'BigInt64'],
  BigUInt64: [8, 'BigUint64']
})

/** @param {any} prototype of Buffer; gets `readUInt8` and all its relatives */
export function defineNumbers (prototype) {
  for (const [name, [size, method]] of Object.entries(FIXED)) {
    for (const ending of size === 1 ? [''] : ['LE', 'BE']) {
      defineFixed(prototype, name, ending, size, method)
    }
  }
  for (const ending of ['LE', 'BE']) {
    for (const signed of [false, true]) defineVariable(prototype, signed, ending)
  }
}

/**
 * @param {any} prototype
 * @param {string} name
 * @param {string} ending
 * @param {number} size bytes
 * @param {string} method
 */
function defineFixed (prototype, name, ending, size, method) {
  const little = ending === 'LE'
  const [lowest, highest, range] = limitsOf(name, size)
  define(prototype, `read${name}${ending}`, /** @this {Bytes} */ function (offset = 0) {
    checkOffset(this, offset, size)
    return Reflect.get(DataView.prototype, `get${method}`).call(viewOf(this), offset, little)
  })
  define(prototype, `write${name}${ending}`, /** @this {Bytes} */ function (/** @type {any} */ value, offset = 0) {
    const number = name.startsWith('Big') ? bigint(value) : +value
    if (number > highest || number < lowest) throw outOfRange('value', range, number)
    checkOffset(this, offset, size)
    Reflect.get(DataView.prototype, `set${method}`).call(viewOf(this), offset, number, little)
    return offset + size
  })
}

/**
 * @param {any} prototype
 * @param {boolean} signed
 * @param {string} ending
 */
function defineVariable (prototype, signed, ending) {
  const name = signed ? 'Int' : 'UInt'
  define(prototype, `read${name}${ending}`, /** @this {Bytes} */ function (/** @type {any} */ offset, /** @type {any} */ size) {
    checkSizeAndOffset(this, offset, size)
    let number = 0
    for (let index = 0; index < size; index++) number = number * 256 + this[ending === 'BE' ? offset + index : offset + size - 1 - index]
    return signed && number >= 2 ** (8 * size - 1) ? number - 2 ** (8 * size) : number
  })
  define(prototype, `write${name}${ending}`, /** @this {Bytes} */ function (/** @type {any} */ value, /** @type {any} */ offset, /** @type {any} */ size) {
    checkLength(size)
    const number = +value
    const [lowest, highest, range] = limitsOf(name, size)
    if (number > highest || number < lowest) throw outOfRange('value', range, number)
    checkSizeAndOffset(this, offset, size)
    let rest = Math.trunc(number) || 0
    if (rest < 0) rest += 2 ** (8 * size)
    for (let index = 0; index < size; index++) {
      this[ending === 'LE' ? offset + index : offset + size - 1 - index] = rest % 256
      rest = Math.floor(rest / 256)
    }
    return offset + size
  })
}

/**
 * @param {string} name
 * @param {number} size bytes
 * @returns {[number | bigint, number | bigint, string]} lowest, highest, and both in Node's words
 */
function limitsOf (name, size) {
  if (name === 'BigInt64') return [-(2n ** 63n), 2n ** 63n - 1n, '>= -(2n ** 63n) and < 2n ** 63n']
  if (name === 'BigUInt64') return [0n, 2n ** 64n - 1n, '>= 0n and < 2n ** 64n']
  if (!name.includes('Int')) return [-Infinity, Infinity, '']
  const bits = 8 * size
  const [lowest, highest] = name.startsWith('U') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
  if (size <= 4) return [lowest, highest, `>= ${lowest} and <= ${highest}`]
  return [lowest, highest, lowest === 0 ? `>= 0 and < 2 ** ${bits}` : `>= -(2 ** ${bits - 1}) and < 2 ** ${bits - 1}`]
}

/** @param {any} value */
function bigint (value) {
  if (typeof value !== 'bigint') throw new TypeError('Cannot mix BigInt and other types, use explicit conversions')
  return value
}

/** @param {any} size */
function checkLength (size) {
  if (typeof size !== 'number') throw invalidArgType('byteLength', 'of type number', size)
  if (Number.isNaN(size) || (!Number.isInteger(size) && Number.isFinite(size))) throw outOfRange('byteLength', 'an integer', size)
  if (!(size >= 1 && size <= 6)) throw outOfRange('byteLength', '>= 1 and <= 6', size)
}

/**
 * @param {Bytes} bytes
 * @param {any} offset
 * @param {any} size
 */
function checkSizeAndOffset (bytes, offset, size) {
  if (offset === undefined) throw invalidArgType('offset', 'of type number', offset)
  checkLength(size)
  checkOffset(bytes, offset, size)
}

/**
 * @param {Bytes} bytes
 * @param {any} offset
 * @param {number} size
 */
function checkOffset (bytes, offset, size) {
  if (typeof offset !== 'number') throw invalidArgType('offset', 'of type number', offset)
  const last = bytes.length - size
  if (Number.isInteger(offset) && offset >= 0 && offset <= last) return
  if (Number.isNaN(offset) || (!Number.isInteger(offset) && Number.isFinite(offset))) throw outOfRange('offset', 'an integer', offset)
  if (last < 0) throw nodeError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds')
  throw outOfRange('offset', `>= 0 and <= ${last}`, offset)
}

/** @param {Bytes} bytes */
function viewOf (bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * @param {any} prototype
 * @param {string} name
 * @param {any} method
 */
function define (prototype, name, method) {
  for (const alias of new Set([name, name.replace('UInt', 'Uint')])) {
    Object.defineProperty(prototype, alias, { value: method, configurable: true, enumerable: true, writable: true })
  }
  Object.defineProperty(method, 'name', { value: name, configurable: true })
}
