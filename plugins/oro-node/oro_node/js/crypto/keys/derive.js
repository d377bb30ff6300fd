/**
 * Derive keys from passwords and from other keys: `pbkdf2`, `scrypt`, `hkdf`. Synchronous calls are calculated here,
 * the others by the host.
 */

import * as noble from 'oro:internal/vendor/hashes'
import { base64, bytesOf, shown, unbase64 } from '../base/bytes.js'
import { callable, text, unsigned, whole } from '../base/check.js'
import { digestNamed, isExtendable } from '../base/digests.js'
import { invalidDigest, invalidKeyLength, nodeError, outOfRange } from '../base/errors.js'
import { asked } from '../base/host.js'
import { secretBytes } from './secret.js'

const LARGEST_INFO = 1024

/** The digest that the host does not support. */
const OWN = 'ripemd160'
const HKDF = 'of type string or an instance of ArrayBuffer, TypedArray, DataView, or Buffer'
const KEY = 'of type string or an instance of SecretKeyObject, ArrayBuffer, TypedArray, DataView, or Buffer'

/**
 * @param {string} name
 * @returns {{ name: string, hash: import('../base/digests.js').Digest }}
 */
function digestOf (name) {
  const found = digestNamed(name)
  if (found === undefined || isExtendable(found.name)) throw invalidDigest(name)
  return found
}

/**
 * @param {any} password
 * @param {any} salt
 * @param {any} iterations
 * @param {any} keylen
 * @param {any} digest
 */
function checkedPbkdf2 (password, salt, iterations, keylen, digest) {
  text('digest', digest)
  return {
    password: bytesOf('password', password),
    salt: bytesOf('salt', salt),
    iterations: whole('iterations', iterations, 1),
    length: whole('keylen', keylen),
    digest: digestOf(digest)
  }
}

/**
 * @param {any} password
 * @param {any} salt
 * @param {number} iterations
 * @param {number} keylen in bytes
 * @param {string} digest
 */
export function pbkdf2Sync (password, salt, iterations, keylen, digest) {
  const checked = checkedPbkdf2(password, salt, iterations, keylen, digest)
  if (checked.length === 0) return shown(new Uint8Array())
  return shown(noble.pbkdf2(checked.digest.hash, checked.password, checked.salt, { c: iterations, dkLen: keylen }))
}

/**
 * @param {any} password
 * @param {any} salt
 * @param {number} iterations
 * @param {number} keylen in bytes
 * @param {string} digest
 * @param {(error: Error | null, key?: any) => void} callback
 */
export function pbkdf2 (password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') text('digest', undefined)
  const checked = checkedPbkdf2(password, salt, iterations, keylen, digest)
  callable('callback', callback)
  if (checked.length === 0 || checked.digest.name === OWN) {
    return void setTimeout(() => callback(null, pbkdf2Sync(checked.password, checked.salt, iterations, keylen, digest)))
  }
  const asking = asked('crypto.pbkdf2', {
    password: base64(checked.password),
    salt: base64(checked.salt),
    iterations,
    length: keylen,
    digest: checked.digest.name
  })
  settle(asking.then(({ key }) => unbase64(key)), callback)
}

/**
 * @param {any} password
 * @param {any} salt
 * @param {any} keylen
 * @param {any} options
 */
function checkedScrypt (password, salt, keylen, options) {
  const bytes = { password: bytesOf('password', password), salt: bytesOf('salt', salt), length: whole('keylen', keylen) }
  const given = Object(options ?? {})
  const cost = chosen(given, 'N', 'cost', 16384)
  const blockSize = chosen(given, 'r', 'blockSize', 8)
  const parallelization = chosen(given, 'p', 'parallelization', 1)
  const memory = given.maxmem === undefined ? 32 << 20 : whole('maxmem', given.maxmem, 0, Number.MAX_SAFE_INTEGER) || 32 << 20
  checkCost(cost, blockSize, parallelization, memory)
  return { ...bytes, cost, blockSize, parallelization }
}

/**
 * @param {Record<string, any>} options
 * @param {string} short
 * @param {string} long
 * @param {number} usual
 */
function chosen (options, short, long, usual) {
  if (options[short] !== undefined && options[long] !== undefined) {
    throw nodeError(Error, 'ERR_CRYPTO_SCRYPT_INVALID_PARAMETER', 'Invalid scrypt parameter')
  }
  const name = options[short] === undefined ? long : short
  return options[name] === undefined ? usual : unsigned(name, options[name]) || usual
}

/**
 * @param {number} cost
 * @param {number} blockSize
 * @param {number} parallelization
 * @param {number} memory bytes
 */
function checkCost (cost, blockSize, parallelization, memory) {
  const power = cost > 1 && Number.isInteger(Math.log2(cost))
  if (!power) throw invalidScrypt('')
  const large = blockSize * parallelization >= 2 ** 30 || Math.log2(cost) >= 16 * blockSize
  if (large || 128 * blockSize * (parallelization + cost + 2) > memory) {
    throw invalidScrypt(': error:030000AC:digital envelope routines::memory limit exceeded')
  }
}

/** @param {string} why */
function invalidScrypt (why) {
  return nodeError(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${why}`)
}

/**
 * @param {any} password
 * @param {any} salt
 * @param {number} keylen in bytes
 * @param {Record<string, any>} [options] `N` or `cost`, `r` or `blockSize`, `p` or `parallelization`, `maxmem` in bytes
 */
export function scryptSync (password, salt, keylen, options) {
  const checked = checkedScrypt(password, salt, keylen, options)
  if (keylen === 0) return shown(new Uint8Array())
  const { cost: N, blockSize: r, parallelization: p } = checked
  return shown(noble.scrypt(checked.password, checked.salt, { N, r, p, dkLen: keylen, maxmem: Number.MAX_SAFE_INTEGER }))
}

/**
 * `scrypt(password, salt, keylen, [options], callback)`
 * @param {any} password
 * @param {any} salt
 * @param {number} keylen in bytes
 * @param {any} options see `scryptSync()`
 * @param {any} [callback]
 */
export function scrypt (password, salt, keylen, options, callback) {
  if (callback === undefined) [callback, options] = [options, undefined]
  const { length, cost, blockSize, parallelization, ...bytes } = checkedScrypt(password, salt, keylen, options)
  callable('callback', callback)
  if (length === 0) return void setTimeout(() => callback(null, shown(new Uint8Array())))
  const asking = asked('crypto.scrypt', {
    password: base64(bytes.password), salt: base64(bytes.salt), length, cost, blockSize, parallelization
  })
  settle(asking.then(({ key }) => unbase64(key)), callback)
}

/**
 * @param {any} digest
 * @param {any} ikm
 * @param {any} salt
 * @param {any} info
 * @param {any} keylen
 */
function checkedHkdf (digest, ikm, salt, info, keylen) {
  text('digest', digest)
  const key = secretBytes(ikm, undefined, 'ikm', KEY)
  const bytes = { key, salt: bytesOf('salt', salt, undefined, HKDF), info: bytesOf('info', info, undefined, HKDF) }
  const length = whole('length', keylen, 0, 2 ** 32)
  if (bytes.info.length > LARGEST_INFO) {
    throw outOfRange('info', `must not contain more than ${LARGEST_INFO} bytes`, bytes.info.length)
  }
  const { hash } = digestOf(digest)
  if (length > 255 * hash.outputLen) throw invalidKeyLength()
  return { ...bytes, hash, length }
}

/**
 * @param {string} digest
 * @param {any} ikm the key to begin with: bytes, a text, or a secret KeyObject
 * @param {any} salt
 * @param {any} info
 * @param {number} keylen in bytes
 * @returns {ArrayBuffer}
 */
export function hkdfSync (digest, ikm, salt, info, keylen) {
  return derived(checkedHkdf(digest, ikm, salt, info, keylen))
}

/**
 * @param {string} digest
 * @param {any} ikm
 * @param {any} salt
 * @param {any} info
 * @param {number} keylen in bytes
 * @param {(error: Error | null, key?: ArrayBuffer) => void} callback
 */
export function hkdf (digest, ikm, salt, info, keylen, callback) {
  const checked = checkedHkdf(digest, ikm, salt, info, keylen)
  callable('callback', callback)
  setTimeout(() => callback(null, derived(checked)))
}

/** @param {ReturnType<typeof checkedHkdf>} checked */
function derived ({ hash, key, salt, info, length }) {
  if (length === 0) return new ArrayBuffer(0)
  return /** @type {ArrayBuffer} */ (noble.hkdf(hash, key, salt, info, length).slice().buffer)
}

/**
 * Pass the result to a callback outside of the promise, so that its exceptions do not reject the promise.
 * @template T
 * @param {Promise<T>} promise
 * @param {(error: any, ...values: any[]) => void} callback
 * @param {(value: T) => any[]} [values]
 */
export function settle (promise, callback, values = (value) => [value]) {
  promise.then(
    (value) => setTimeout(() => callback(null, ...values(value))),
    (error) => setTimeout(() => callback(error))
  )
}
