/** Check the numbers that pairs of keys are made of, as Node does. */

import { NotImplementedError } from 'oro:errors'
import { groupPrime, shortBits } from '../base/groups.js'
import { base64, bytesOf } from '../base/bytes.js'
import { text, unsigned, whole } from '../base/check.js'
import { digestNamed, isExtendable } from '../base/digests.js'
import { invalidArgType, invalidArgValue, nodeError } from '../base/errors.js'
import { bitsOf, bytesFrom, numberOf } from '../base/numbers.js'

/** @typedef {Record<string, any>} Options */

/**
 * Return the parameters of the host's route for a pair of keys.
 * @param {string} type
 * @param {Options} options `modulusLength`, `publicExponent`, `hashAlgorithm`, `mgf1HashAlgorithm` and `saltLength` of
 *   RSA, `divisorLength` of `dsa`, `namedCurve` of `ec`, `group`, `prime`, `primeLength` and `generator` of `dh`
 * @returns {Record<string, any>}
 */
export function numbersOf (type, options) {
  switch (type) {
    case 'rsa': return ofRSA(options)
    case 'rsa-pss': return { ...ofRSA(options), ...rulesOf(options) }
    case 'dsa': return ofDSA(options)
    case 'ec': return ofCurve(options)
    case 'dh': return ofPrime(options)
    default: return {}
  }
}

/** @param {Options} options */
function ofRSA ({ modulusLength, publicExponent }) {
  const modulus = unsigned('options.modulusLength', modulusLength)
  return { modulus, exponent: isNothing(publicExponent) ? 0x10001 : unsigned('options.publicExponent', publicExponent) }
}

/** @param {Options} options */
function rulesOf ({ hashAlgorithm, mgf1HashAlgorithm, hash, mgf1Hash, saltLength }) {
  const salt = isNothing(saltLength) ? {} : { salt: whole('options.saltLength', saltLength) }
  const digest = hashAlgorithm ?? hash
  const mgf1 = mgf1HashAlgorithm ?? mgf1Hash
  if (!isNothing(digest)) text('options.hashAlgorithm', digest)
  if (!isNothing(mgf1)) text('options.mgf1HashAlgorithm', mgf1)
  return { ...salt, digest: isNothing(digest) ? '' : digestOf(digest, ''), mgf1: isNothing(mgf1) ? '' : digestOf(mgf1, 'MGF1 ') }
}

/**
 * @param {string} name
 * @param {string} what
 */
function digestOf (name, what) {
  const found = digestNamed(name)?.name
  if (found === undefined || isExtendable(found)) throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid ${what}digest: ${name}`)
  return found
}

/** @param {Options} options */
function ofDSA ({ modulusLength, divisorLength }) {
  const modulus = unsigned('options.modulusLength', modulusLength)
  if (isNothing(divisorLength)) return { modulus, divisor: 0 }
  if (whole('options.divisorLength', divisorLength) === (modulus === 1024 ? 160 : 256)) return { modulus, divisor: divisorLength }
  throw new NotImplementedError(`generateKeyPair() of "dsa" with a divisor of ${divisorLength} bits`)
}

/** @param {Options} options */
function ofCurve ({ namedCurve, paramEncoding }) {
  text('options.namedCurve', namedCurve)
  if (paramEncoding === 'explicit') throw new NotImplementedError('explicit parameters of a curve')
  if (!isNothing(paramEncoding) && paramEncoding !== 'named') throw invalidArgValue('options.paramEncoding', paramEncoding)
  return { curve: namedCurve }
}

/** @param {Options} options */
function ofPrime ({ group, prime, primeLength, generator }) {
  if (!isNothing(group)) return ofGroup({ group, prime, primeLength, generator })
  const length = isNothing(primeLength) ? undefined : primeLength
  if (!isNothing(prime)) {
    if (length !== undefined) throw notTogether('prime', 'primeLength')
    if (!ArrayBuffer.isView(prime)) throw invalidArgType('options.prime', 'an instance of Buffer, TypedArray, or DataView', prime)
  } else if (length === undefined) {
    throw nodeError(TypeError, 'ERR_MISSING_OPTION', 'At least one of the group, prime, or primeLength options is required')
  } else whole('options.primeLength', length)
  const base = isNothing(generator) ? 2 : whole('options.generator', generator)
  return isNothing(prime) ? { modulus: length, generator: base } : numbered(numberOf(bytesOf('prime', prime)), base)
}

/** @param {Options} options */
function ofGroup ({ group, ...others }) {
  for (const name of ['prime', 'primeLength', 'generator']) if (!isNothing(others[name])) throw notTogether('group', name)
  const prime = groupPrime(text('options.group', group))
  if (prime === undefined) throw nodeError(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group')
  return numbered(prime, 2)
}

/**
 * @param {bigint} prime
 * @param {number} generator
 */
function numbered (prime, generator) {
  return { prime: base64(bytesFrom(prime)), generator, size: shortBits(prime, bitsOf(prime)) }
}

/**
 * @param {string} one
 * @param {string} other
 */
function notTogether (one, other) {
  return nodeError(TypeError, 'ERR_INCOMPATIBLE_OPTION_PAIR', `Option "${one}" cannot be used in combination with option "${other}"`)
}

/** @param {any} value */
function isNothing (value) {
  return value === undefined || value === null
}
