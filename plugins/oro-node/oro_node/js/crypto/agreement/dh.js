/** Diffie-Hellman over primes: `createDiffieHellman()` and `getDiffieHellman()`, calculated in the page. */

import { Buffer } from 'oro:buffer'
import { BYTES, invalidArgType, nodeError } from '../base/errors.js'
import { bytesOf, checkEncoding, shown, unbase64, viewed } from '../base/bytes.js'
import { whole } from '../base/check.js'
import { groupOf, groupPrime, shortBits } from '../base/groups.js'
import { ask } from '../base/host.js'
import { bitsOf, bytesFrom, isPrime, numberOf, power, randomBits } from '../base/numbers.js'

const LEAST = 512
const MOST = 10000
const GIVEN = 'one of type number or string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
const WRONG = { notPrime: 1, notSafe: 2, generator: 8, small: 128, large: 256 }

/** The base of both classes. */
class Exchange {
  #prime
  #generator
  /** @type {bigint | null} */
  #private = null
  /** @type {bigint | null} */
  #public = null

  /**
   * @param {bigint} prime
   * @param {bigint} generator
   * @param {boolean} [known] whether to skip the checks
   */
  constructor (prime, generator, known = false) {
    this.#prime = prime
    this.#generator = generator
    this.verifyError = known ? 0 : judged(prime, generator)
  }

  /**
   * @param {string} [encoding]
   * @returns {any} the public key; a private one that is there is kept
   */
  generateKeys (encoding) {
    const bits = checkedBits(this.#prime)
    this.#private ??= privateOf(this.#prime, bits)
    this.#public = power(this.#generator, this.#private, this.#prime)
    return told(this.#public, encoding)
  }

  /**
   * @param {any} otherPublicKey
   * @param {string} [inputEncoding]
   * @param {string} [outputEncoding] a Buffer is returned unless given
   * @returns {any} as long as the prime
   */
  computeSecret (otherPublicKey, inputEncoding, outputEncoding) {
    const other = read('otherPublicKey', otherPublicKey, inputEncoding)
    if (this.#private === null) throw nodeError(RangeError, 'ERR_CRYPTO_INVALID_KEYTYPE', 'Invalid key type')
    const size = Math.ceil(checkedBits(this.#prime) / 8)
    if (other < 2n) throw wrongLength('small')
    if (other >= this.#prime - 1n) throw wrongLength('large')
    return encoded(bytesFrom(power(other, this.#private, this.#prime), size), outputEncoding)
  }

  /** @param {string} [encoding] a Buffer is returned unless given */
  getPrime (encoding) {
    return told(this.#prime, encoding)
  }

  /** @param {string} [encoding] a Buffer is returned unless given */
  getGenerator (encoding) {
    return told(this.#generator, encoding)
  }

  /** @param {string} [encoding] a Buffer is returned unless given */
  getPublicKey (encoding) {
    return told(there(this.#public, 'public'), encoding)
  }

  /** @param {string} [encoding] a Buffer is returned unless given */
  getPrivateKey (encoding) {
    return told(there(this.#private, 'private'), encoding)
  }

  /**
   * @param {Exchange} exchange
   * @param {'public' | 'private'} which
   * @param {bigint} key
   */
  static take (exchange, which, key) {
    if (which === 'public') exchange.#public = key
    else exchange.#private = key
  }
}

/** Diffie-Hellman with a prime of the caller's choice. */
export class DiffieHellman extends Exchange {
  /**
   * @param {any} sizeOrKey bits of a new prime, or a prime
   * @param {any} [keyEncoding]
   * @param {any} [generator] 2 unless given
   * @param {any} [genEncoding]
   */
  constructor (sizeOrKey, keyEncoding, generator, genEncoding) {
    if (typeof sizeOrKey !== 'number' && typeof sizeOrKey !== 'string' && viewed(sizeOrKey) === undefined) throw invalidArgType('sizeOrKey', GIVEN, sizeOrKey)
    if (typeof sizeOrKey === 'number') whole('sizeOrKey', sizeOrKey, -(2 ** 31))
    if (keyEncoding && !Buffer.isEncoding(keyEncoding) && keyEncoding !== 'buffer') {
      [genEncoding, generator, keyEncoding] = [generator, keyEncoding, undefined]
    }
    const chosen = generatorOf(generator || 2, genEncoding)
    super(primeOf(sizeOrKey, keyEncoding, chosen, typeof (generator || 2) === 'number'), chosen)
  }

  /**
   * @param {any} key
   * @param {string} [encoding]
   */
  setPublicKey (key, encoding) {
    Exchange.take(this, 'public', read('key', key, encoding))
    return this
  }

  /**
   * @param {any} key
   * @param {string} [encoding]
   */
  setPrivateKey (key, encoding) {
    Exchange.take(this, 'private', read('key', key, encoding))
    return this
  }
}

/** Diffie-Hellman with a well-known prime; its keys cannot be set. */
export class DiffieHellmanGroup extends Exchange {
  /** @param {string} name `modp1`, `modp2`, `modp5` or `modp14` to `modp18` */
  constructor (name) {
    if (typeof name !== 'string') throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Group name must be a string')
    const prime = groupPrime(name)
    if (prime === undefined) throw nodeError(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group')
    super(prime, 2n, true)
  }
}

/**
 * @param {any} given
 * @param {any} encoding
 * @param {bigint} generator
 * @param {boolean} plain whether the generator was a number
 * @returns {bigint}
 */
function primeOf (given, encoding, generator, plain) {
  if (typeof given === 'number') {
    if (given < LEAST) throw openssl('modulus too small', '0280007E')
    if (given > MOST) throw openssl('modulus too large', '02800067')
    if (!plain) throw new Error('Initialization failed')
    if (generator < 2n) throw openssl('bad generator', '02800065')
    return numberOf(unbase64(ask('crypto.safePrime', { bits: given, generator: generator === 5n ? 5 : 2 }).data))
  }
  const bytes = bytesOf('sizeOrKey', given, encoding)
  if (bytes.length === 0) throw nodeError(Error, 'ERR_OSSL_BN_BITS_TOO_SMALL', 'error:01800076:bignum routines::bits too small', { library: 'bignum routines', reason: 'bits too small' })
  if (generator < 2n) throw openssl('bad generator', '02800065')
  return numberOf(bytes)
}

/**
 * @param {any} generator
 * @param {any} encoding
 * @returns {bigint} below 0 where it is no generator
 */
function generatorOf (generator, encoding) {
  if (typeof generator === 'number') return BigInt(whole('generator', generator, -(2 ** 31)))
  if (typeof generator !== 'string' && viewed(generator) === undefined) throw invalidArgType('generator', GIVEN, generator)
  return numberOf(bytesOf('generator', generator, encoding))
}

/**
 * Return OpenSSL's bits for the errors in a prime and a generator.
 * @param {bigint} prime
 * @param {bigint} generator
 */
function judged (prime, generator) {
  const bits = bitsOf(prime)
  if (bits > MOST) return WRONG.large
  let wrong = bits < LEAST ? WRONG.small : 0
  const known = groupOf(prime, bits) !== undefined
  const indeed = known || isPrime(prime)
  if (!indeed || prime === 2n) wrong |= WRONG.notPrime
  if (indeed && !known && !isPrime((prime - 1n) / 2n)) wrong |= WRONG.notSafe
  if (generator >= prime - 1n) wrong |= WRONG.generator
  return wrong
}

/**
 * @param {bigint} prime
 * @returns {number}
 */
function checkedBits (prime) {
  const bits = bitsOf(prime)
  if (bits < LEAST) throw openssl('modulus too small', '0280007E')
  if (bits > MOST) throw openssl('modulus too large', '02800067')
  return bits
}

/**
 * @param {bigint} prime
 * @param {number} bits its own
 * @returns {bigint} never 0: the highest bit of a long one is set, a short one is one of any
 */
function privateOf (prime, bits) {
  const short = shortBits(prime, bits)
  return short === 0 ? randomBits(bits - 1) | 1n << BigInt(bits - 2) : randomBits(short) || 1n
}

/**
 * @param {string} reason
 * @param {string} number
 */
function openssl (reason, number) {
  const library = 'Diffie-Hellman routines'
  const code = `ERR_OSSL_DH_${reason.toUpperCase().replaceAll(' ', '_')}`
  return nodeError(Error, code, `error:${number}:${library}::${reason}`, { library, reason })
}

/** @param {'small' | 'large'} how */
function wrongLength (how) {
  return nodeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', `Supplied key is too ${how}`)
}

/**
 * @param {string} name
 * @param {any} key
 * @param {any} encoding
 */
function read (name, key, encoding) {
  if (typeof key !== 'string' && viewed(key) === undefined) throw invalidArgType('key', BYTES, key)
  return numberOf(bytesOf(name, key, encoding))
}

/**
 * @param {bigint | null} key
 * @param {string} which
 */
function there (key, which) {
  if (key === null) throw nodeError(Error, 'ERR_CRYPTO_INVALID_STATE', `No ${which} key - did you forget to generate one?`)
  return key
}

/**
 * @param {bigint} number
 * @param {any} encoding
 */
function told (number, encoding) {
  return encoded(bytesFrom(number), encoding)
}

/**
 * @param {Uint8Array} bytes
 * @param {any} encoding
 */
function encoded (bytes, encoding) {
  checkEncoding(encoding)
  return shown(bytes, encoding)
}

/**
 * `createDiffieHellman(prime, [primeEncoding], [generator], [generatorEncoding])`, or bits of a prime to be found.
 * @param {any} sizeOrKey
 * @param {any} keyEncoding
 * @param {any} generator
 * @param {any} genEncoding
 */
export function createDiffieHellman (sizeOrKey, keyEncoding, generator, genEncoding) {
  return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding)
}

/** @param {string} name `modp1`, `modp2`, `modp5` or `modp14` to `modp18` */
export function getDiffieHellman (name) {
  return new DiffieHellmanGroup(name)
}
