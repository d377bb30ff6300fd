/** Random bytes and numbers, from the engine's generator. */

import { Buffer } from 'oro:buffer'
import { same, viewed } from '../base/bytes.js'
import { callable, object, truth } from '../base/check.js'
import { invalidArgType, nodeError, outOfRange } from '../base/errors.js'

/** The most bytes the engine returns at once. */
export const RANDOM_BYTES_QUOTA = 64 * 1024

/** The most random bytes of one request, as in Node. */
export const MAX_RANDOM_BYTES = 0xFFFFFFFFFFFF
export const MAX_RANDOM_BYTES_PAGES = MAX_RANDOM_BYTES / RANDOM_BYTES_QUOTA

const LARGEST = 2 ** 31 - 1

/**
 * @param {Uint8Array} bytes
 */
function filled (bytes) {
  for (let at = 0; at < bytes.length; at += RANDOM_BYTES_QUOTA) {
    crypto.getRandomValues(/** @type {Uint8Array<ArrayBuffer>} */ (bytes.subarray(at, at + RANDOM_BYTES_QUOTA)))
  }
}

/**
 * Return random bytes, or pass them to a callback.
 * @param {number} size
 * @param {(error: Error | null, bytes: any) => void} [callback]
 * @returns {any} a Buffer, unless there is a callback
 */
export function randomBytes (size, callback) {
  if (typeof size !== 'number') throw invalidArgType('size', 'of type number', size)
  if (!(size >= 0 && size <= LARGEST)) throw outOfRange('size', `>= 0 && <= ${LARGEST}`, size)
  if (callback !== undefined) callable('callback', callback)
  const bytes = Buffer.alloc(Math.trunc(size))
  if (callback === undefined) {
    filled(bytes)
    return bytes
  }
  later(() => filled(bytes), () => callback(null, bytes))
}

export { randomBytes as prng, randomBytes as pseudoRandomBytes, randomBytes as rng }

/**
 * Fill a buffer, or a part of it.
 * @template {ArrayBuffer | ArrayBufferView} B
 * @param {B} buf
 * @param {number} [offset] in its own units
 * @param {number} [size] in its own units
 * @returns {B}
 */
export function randomFillSync (buf, offset = 0, size) {
  filled(part(buf, offset, size))
  return buf
}

/**
 * `randomFill(buf, [offset], [size], callback)`
 * @param {any} buf
 * @param {any} offset
 * @param {any} [size]
 * @param {any} [callback]
 */
export function randomFill (buf, offset, size, callback) {
  if (viewed(buf) === undefined) throw notBuffer(buf)
  if (typeof offset === 'function') [callback, offset, size] = [offset, 0, undefined]
  else if (typeof size === 'function') [callback, size] = [size, undefined]
  else callable('callback', callback)
  const chosen = part(buf, offset ?? 0, size)
  later(() => filled(chosen), () => callback(null, buf))
}

/** @param {any} buf */
function notBuffer (buf) {
  return invalidArgType('buf', 'an instance of ArrayBuffer or ArrayBufferView', buf)
}

/**
 * @param {any} buf
 * @param {any} offset
 * @param {any} size
 * @returns {Uint8Array}
 */
function part (buf, offset, size) {
  const bytes = viewed(buf)
  if (bytes === undefined) throw notBuffer(buf)
  const unit = buf.BYTES_PER_ELEMENT ?? 1
  const start = measured('offset', offset, unit, bytes.length)
  const length = size === undefined ? bytes.length - start : measured('size', size, unit, LARGEST)
  if (start + length > bytes.length) throw outOfRange('size + offset', `<= ${bytes.length}`, start + length)
  return bytes.subarray(start, start + length)
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} unit bytes
 * @param {number} most bytes
 */
function measured (name, value, unit, most) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  const bytes = value * unit
  if (!(bytes >= 0 && bytes <= most)) throw outOfRange(name, `>= 0 && <= ${Math.min(most, LARGEST)}`, bytes)
  return Math.trunc(bytes)
}

/**
 * A whole number, `min` or more and less than `max`: `randomInt([min], max, [callback])`; every one is as likely.
 * @param {any} min
 * @param {any} [max]
 * @param {any} [callback]
 * @returns {any}
 */
export function randomInt (min, max, callback) {
  const alone = max === undefined || typeof max === 'function'
  if (alone) [callback, max, min] = [max, min, 0]
  if (callback !== undefined) callable('callback', callback)
  if (!Number.isSafeInteger(min)) throw invalidArgType('min', 'a safe integer', min)
  if (!Number.isSafeInteger(max)) throw invalidArgType('max', 'a safe integer', max)
  if (max <= min) throw outOfRange('max', `greater than the value of "min" (${min})`, max)
  const range = max - min
  if (range >= 2 ** 48) throw outOfRange(alone ? 'max' : 'max - min', `<= ${2 ** 48 - 1}`, range)
  if (callback === undefined) return min + below(range)
  later(() => min + below(range), (number) => callback(undefined, number))
}

/**
 * @param {number} range up to 2^48
 * @returns {number} less than that, uniformly distributed
 */
function below (range) {
  const limit = 2 ** 48 - (2 ** 48 % range)
  const words = new Uint16Array(3)
  while (true) {
    const [high, middle, low] = crypto.getRandomValues(words)
    const number = high * 2 ** 32 + middle * 2 ** 16 + low
    if (number < limit) return number % range
  }
}

/**
 * @param {{ disableEntropyCache?: boolean }} [options] ignored, as nothing is cached
 */
export function randomUUID (options) {
  if (options !== undefined) {
    const { disableEntropyCache = false } = object('options', options)
    truth('options.disableEntropyCache', disableEntropyCache)
  }
  return crypto.randomUUID()
}

/** A random number of 64 bits. */
export function rand64 () {
  return crypto.getRandomValues(new BigUint64Array(1))[0]
}

/**
 * @template {ArrayBufferView} T
 * @param {T} array
 * @returns {T}
 */
export function getRandomValues (array) {
  return crypto.getRandomValues(/** @type {any} */ (array))
}

/**
 * Compare two buffers in a time that does not depend on where they differ.
 * @param {ArrayBuffer | ArrayBufferView} buf1
 * @param {ArrayBuffer | ArrayBufferView} buf2
 */
export function timingSafeEqual (buf1, buf2) {
  const [one, other] = [compared('buf1', buf1), compared('buf2', buf2)]
  if (one.length !== other.length) {
    throw nodeError(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length')
  }
  return same(one, other)
}

/**
 * @param {string} name
 * @param {any} value
 */
function compared (name, value) {
  const bytes = viewed(value)
  if (bytes !== undefined) return bytes
  throw nodeError(
    TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`
  )
}

/**
 * @template T
 * @param {() => T} act
 * @param {(result: T) => void} tell called with the result
 */
function later (act, tell) {
  setTimeout(() => tell(act()))
}
