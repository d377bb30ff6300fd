/** The well-known numbers of Diffie and Hellman (RFC 2409, 3526): each is 2^n − 2^(n−64) − 1 + 2^64 (⌊2^(n−130) π⌋ + k). */

/** `[bits, k, bits of a private key]`; 0: as many as the prime. @type {Record<string, [number, bigint, number]>} */
const GROUPS = {
  modp1: [768, 149686n, 0],
  modp2: [1024, 129093n, 0],
  modp5: [1536, 741804n, 200],
  modp14: [2048, 124476n, 225],
  modp15: [3072, 1690314n, 275],
  modp16: [4096, 240904n, 325],
  modp17: [6144, 929484n, 375],
  modp18: [8192, 4743158n, 400]
}
const GUARD = 64n
/** @type {Map<string, bigint>} */
const primes = new Map()

/**
 * @param {string} name such as `modp14`, in any case
 * @returns {bigint | undefined}
 */
export function groupPrime (name) {
  const known = name.toLowerCase()
  if (!Object.hasOwn(GROUPS, known)) return undefined
  const [bits, k] = GROUPS[known]
  const found = primes.get(known) ?? calculated(BigInt(bits), k)
  primes.set(known, found)
  return found
}

/**
 * @param {bigint} prime
 * @param {number} bits its own
 * @returns {string | undefined} the group whose prime it is
 */
export function groupOf (prime, bits) {
  const name = Object.keys(GROUPS).find((each) => GROUPS[each][0] === bits)
  return name !== undefined && groupPrime(name) === prime ? name : undefined
}

/**
 * Return the bits of a private key that is as secure as the prime; fewer than those of the prime.
 * @param {bigint} prime
 * @param {number} bits its own
 * @returns {number} 0 where that is unknown
 */
export function shortBits (prime, bits) {
  const name = groupOf(prime, bits)
  return name === undefined ? 0 : GROUPS[name][2]
}

/**
 * @param {bigint} bits
 * @param {bigint} k
 */
function calculated (bits, k) {
  return (1n << bits) - (1n << (bits - 64n)) - 1n + ((pi(bits - 130n) + k) << 64n)
}

/**
 * @param {bigint} bits
 * @returns {bigint} ⌊2^bits π⌋, by Machin
 */
function pi (bits) {
  const scale = 1n << (bits + GUARD)
  return (16n * arcus(5n, scale) - 4n * arcus(239n, scale)) >> GUARD
}

/**
 * @param {bigint} inverse
 * @param {bigint} scale
 * @returns {bigint} the angle whose tangent is 1 / inverse
 */
function arcus (inverse, scale) {
  let [term, sum, odd] = [scale / inverse, 0n, 1n]
  while (term !== 0n) {
    sum += term / odd - term / (inverse * inverse) / (odd + 2n)
    term /= inverse ** 4n
    odd += 4n
  }
  return sum
}
