/** Big integers: powers, primes, bytes. The time they take reveals no secret but the size and bits of numbers. */

import { viewed } from './bytes.js'

const WINDOW = 4n
/** Rounds of the Miller-Rabin test, as many as OpenSSL's: a composite number passes at most one in four. */
export const ROUNDS = 64
const SMALL = sieved(2000)

/**
 * @param {number} limit
 * @returns {bigint[]} the odd primes below it
 */
function sieved (limit) {
  const composite = new Uint8Array(limit)
  const found = []
  for (let number = 3; number < limit; number += 2) {
    if (composite[number]) continue
    found.push(BigInt(number))
    for (let multiple = number * number; multiple < limit; multiple += 2 * number) composite[multiple] = 1
  }
  return found
}

/**
 * @param {Uint8Array} bytes the greatest first
 * @returns {bigint}
 */
export function numberOf (bytes) {
  let digits = '0x0'
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0')
  return BigInt(digits)
}

/**
 * @param {bigint} number
 * @param {number} [size] bytes; as few as hold it, and one at least, unless given
 * @returns {Uint8Array<ArrayBuffer>} the greatest first
 */
export function bytesFrom (number, size = Math.max(1, Math.ceil(bitsOf(number) / 8))) {
  const digits = number.toString(16).padStart(2 * size, '0')
  return Uint8Array.from({ length: size }, (_, index) => parseInt(digits.slice(2 * index, 2 * index + 2), 16))
}

/** @param {bigint} number */
export function bitsOf (number) {
  return number === 0n ? 0 : number.toString(2).length
}

/**
 * @param {number} bits
 * @returns {bigint} a number of as many bits at most
 */
export function randomBits (bits) {
  const bytes = new Uint8Array(Math.ceil(bits / 8))
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536))
  return numberOf(/** @type {Uint8Array} */ (viewed(bytes))) >> BigInt(8 * bytes.length - bits)
}

/**
 * @param {bigint} base
 * @param {bigint} exponent 0 or more
 * @param {bigint} modulus
 * @returns {bigint} the power, by four bits at a time
 */
export function power (base, exponent, modulus) {
  const table = [1n % modulus]
  for (let index = 1; index < 1 << Number(WINDOW); index++) table.push(table[index - 1] * base % modulus)
  let result = table[0]
  for (const digit of exponent.toString(16)) {
    for (let step = 0n; step < WINDOW; step++) result = result * result % modulus
    result = result * table[parseInt(digit, 16)] % modulus
  }
  return result
}

/**
 * Return whether a number is prime; the chance of a wrong answer is less than 1 in 4^64.
 * @param {bigint} number
 * @param {number} [rounds] fewer for numbers that are tested again
 * @returns {boolean}
 */
export function isPrime (number, rounds = ROUNDS) {
  return mayBePrime(number) && (number < SMALL[SMALL.length - 1] ** 2n || passes(number, rounds))
}

/**
 * Return whether a number has no small prime factor, which is a fast check.
 * @param {bigint} number
 */
export function mayBePrime (number) {
  if (number < 3n || (number & 1n) === 0n) return number === 2n
  for (const prime of SMALL) {
    if (prime * prime > number) return true
    if (number % prime === 0n) return false
  }
  return true
}

/**
 * @param {bigint} number odd and larger than any small prime
 * @param {number} rounds
 */
function passes (number, rounds) {
  const last = number - 1n
  const twos = last.toString(2).length - last.toString(2).lastIndexOf('1') - 1
  const odd = last >> BigInt(twos)
  for (let round = 0; round < rounds; round++) {
    if (!witnessed(number, last, odd, twos)) return false
  }
  return true
}

/**
 * @param {bigint} number
 * @param {bigint} last one less
 * @param {bigint} odd `last` without its factors of two
 * @param {number} twos
 * @returns {boolean} whether it passes with a random base
 */
function witnessed (number, last, odd, twos) {
  let seen = power(2n + randomBits(bitsOf(number) + 64) % (number - 3n), odd, number)
  if (seen === 1n || seen === last) return true
  for (let step = 1; step < twos; step++) {
    seen = seen * seen % number
    if (seen === last) return true
  }
  return false
}
