/** Prime numbers: `generatePrime()` and `checkPrime()`. They are calculated in the page. */

import { callable, object, truth, whole } from './base/check.js'
import { viewed } from './base/bytes.js'
import { invalidArgType, nodeError, outOfRange } from './base/errors.js'
import { bitsOf, bytesFrom, isPrime, mayBePrime, numberOf, randomBits, ROUNDS } from './base/numbers.js'

const NUMBERS = 'of type bigint or an instance of ArrayBuffer, TypedArray, Buffer, or DataView'
/** The number of candidates per bit to try before giving up. */
const PATIENCE = 4096

/**
 * @typedef {object} Plan
 * @property {number} size bits
 * @property {bigint | null} add what the prime leaves `rem` of
 * @property {bigint} rem
 * @property {boolean} safe half of it is prime, too
 * @property {boolean} bigint
 */

/**
 * @param {any} size
 * @param {any} options
 * @returns {Plan}
 */
function planned (size, options) {
  whole('size', size, 1)
  const { safe = false, bigint = false, add, rem } = object('options', options)
  truth('options.safe', safe)
  truth('options.bigint', bigint)
  const step = add === undefined ? null : given('options.add', add)
  const left = rem === undefined ? undefined : given('options.rem', rem)
  if (step !== null && bitsOf(step) > size) throw nodeError(RangeError, 'ERR_OUT_OF_RANGE', 'invalid options.add')
  if (step !== null && left !== undefined && left >= step) throw nodeError(RangeError, 'ERR_OUT_OF_RANGE', 'invalid options.rem')
  return { size, add: step || null, rem: left ?? (safe ? 3n : 1n), safe, bigint }
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {bigint}
 */
function given (name, value) {
  if (typeof value === 'bigint') {
    if (value < 0n) throw outOfRange(name, '>= 0', value)
    return value
  }
  const bytes = viewed(value)
  if (bytes === undefined) throw invalidArgType(name, NUMBERS, value)
  return numberOf(bytes)
}

/**
 * Search for a prime; yields undefined after each candidate, so that callers can pause.
 * @param {Plan} plan
 * @returns {Generator<undefined, ArrayBuffer | bigint>}
 */
function * search (plan) {
  const { size, add, safe, bigint } = plan
  if (size < 2 || (safe && add === null && size < 6 && size !== 3)) throw new Error('error:01800076:bignum routines::bits too small')
  for (let tried = 0; tried < PATIENCE * size; tried++) {
    const candidate = add === null ? free(size, safe) : stepped(plan)
    const half = candidate >> 1n
    if (bitsOf(candidate) !== size || !mayBePrime(candidate) || (safe && !mayBePrime(half))) continue
    yield
    if (!isPrime(candidate, 1) || (safe && !isPrime(half, 1))) continue
    if (isPrime(candidate) && (!safe || isPrime(half))) return bigint ? candidate : bytesFrom(candidate, Math.ceil(size / 8)).buffer
  }
  throw new Error(`Cannot find a prime of ${size} bits: among ${PATIENCE * size} numbers there was none`)
}

/**
 * @param {number} size
 * @param {boolean} safe
 * @returns {bigint} odd, with its two highest bits
 */
function free (size, safe) {
  const high = size === 2 ? 3n : 3n << BigInt(size - 2)
  return high | randomBits(size) | (safe && size > 3 ? 3n : 1n)
}

/**
 * @param {Plan} plan
 * @returns {bigint}
 */
function stepped ({ size, add, rem }) {
  const start = 1n << BigInt(size - 1) | randomBits(size)
  return start - start % /** @type {bigint} */ (add) + rem
}

/**
 * @param {number} size bits
 * @param {{ add?: any, rem?: any, safe?: boolean, bigint?: boolean }} [options]
 * @returns {ArrayBuffer | bigint} big-endian, unless `bigint` is asked for
 */
export function generatePrimeSync (size, options = {}) {
  const searching = search(planned(size, options))
  for (;;) {
    const { done, value } = searching.next()
    if (done) return value
  }
}

/**
 * `generatePrime(size, [options], callback)`; the page stays responsive between candidates.
 * @param {number} size bits
 * @param {any} options
 * @param {(error: any, prime?: ArrayBuffer | bigint) => void} callback
 */
export function generatePrime (size, options, callback) {
  if (typeof options === 'function') [callback, options] = [options, {}]
  callable('callback', callback)
  const searching = search(planned(size, options))
  function further () {
    let step
    try {
      step = searching.next()
    } catch (error) {
      callback(error)
      return
    }
    if (step.done) callback(undefined, step.value)
    else setTimeout(further)
  }
  setTimeout(further)
}

/**
 * @param {any} candidate
 * @param {any} options
 * @returns {() => boolean}
 */
function checking (candidate, options) {
  const number = given('candidate', candidate)
  const { checks = 0 } = object('options', options)
  whole('options.checks', checks)
  return () => isPrime(number, Math.max(checks, ROUNDS))
}

/**
 * Return whether a number is prime, with negligible probability of error.
 * @param {any} candidate a bigint, or bytes of one
 * @param {{ checks?: number }} [options]
 */
export function checkPrimeSync (candidate, options = {}) {
  return checking(candidate, options)()
}

/**
 * `checkPrime(candidate, [options], callback)`
 * @param {any} candidate a bigint, or bytes of one
 * @param {any} [options]
 * @param {any} [callback]
 */
export function checkPrime (candidate, options = {}, callback) {
  if (typeof options === 'function') [callback, options] = [options, {}]
  callable('callback', callback)
  const check = checking(candidate, options)
  setTimeout(() => callback(undefined, check()))
}
