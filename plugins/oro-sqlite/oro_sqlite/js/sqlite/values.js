/** Values of SQLite as JSON carries them; see the README of oro-sqlite. */

import { nodeError } from 'oro:errors/node'
import { fromBase64, toBase64 } from 'oro:internal/bytes'

const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n

/** @typedef {null | number | bigint | string | Uint8Array} Value */

/**
 * @param {any} value
 * @param {number} number of the parameter, from 1
 * @returns {any} what JSON can carry
 * @throws {TypeError} SQLite has no such value
 */
export function encoded (value, number) {
  if (value === null) return null
  if (typeof value === 'string') return wellFormed(value)
  if (typeof value === 'number') return real(value)
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'bigint') return integer(value)
  if (ArrayBuffer.isView(value)) return encodedBytes(value)
  throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', `Provided value cannot be bound to SQLite parameter ${number}.`)
}

/**
 * @param {any} item
 * @param {boolean} bigints whether integers are wanted as such
 * @returns {Value}
 * @throws {RangeError} an integer is longer than a number holds
 */
export function decoded (item, bigints) {
  if (item === null || typeof item !== 'object') return item
  if (item.encoding === 'base64') return fromBase64(item.data)
  if (item.type === 'real') return Number(item.value)
  if (bigints) return BigInt(item.value)
  throw nodeError(RangeError, 'ERR_OUT_OF_RANGE', `Value is too large to be represented as a JavaScript number: ${item.value}`)
}

/**
 * A number is a real for SQLite, as in Node; JSON would make an integer of 5.
 * @param {number} value
 */
function real (value) {
  if (Number.isFinite(value) && !Number.isInteger(value)) return value
  return { type: 'real', value: Object.is(value, -0) ? '-0' : String(value) }
}

/** @param {bigint} value */
function integer (value) {
  if (value < LEAST || value > MOST) throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'BigInt value is too large to bind.')
  return { type: 'integer', value: String(value) }
}

/**
 * A surrogate without its other half is no character; it becomes U+FFFD, as in Node.
 * @param {string} text
 * @returns {string}
 */
export function wellFormed (text) {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** @param {ArrayBufferView} view */
function encodedBytes (view) {
  return { encoding: 'base64', data: toBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) }
}
