/** Digests by all of OpenSSL's names for them. */

import * as noble from 'oro:internal/vendor/hashes'

/** @typedef {import('oro:internal/vendor/hashes').Hash} Digest */

/**
 * One digest: its implementation, its name, and its aliases.
 * @type {[hash: Digest, name: string, ...others: string[]][]}
 */
const TABLE = [
  [noble.md5, 'md5', 'RSA-MD5', 'md5WithRSAEncryption', 'ssl3-md5'],
  [noble.sha1, 'sha1', 'RSA-SHA1', 'RSA-SHA1-2', 'sha1WithRSAEncryption', 'ssl3-sha1', 'sha-1'],
  [noble.ripemd160, 'ripemd160', 'ripemd', 'rmd160', 'RSA-RIPEMD160', 'ripemd160WithRSA', 'ripemd-160'],
  [noble.sha224, 'sha224', 'RSA-SHA224', 'sha224WithRSAEncryption', 'sha-224', 'sha2-224'],
  [noble.sha256, 'sha256', 'RSA-SHA256', 'sha256WithRSAEncryption', 'sha-256', 'sha2-256'],
  [noble.sha384, 'sha384', 'RSA-SHA384', 'sha384WithRSAEncryption', 'sha-384', 'sha2-384'],
  [noble.sha512, 'sha512', 'RSA-SHA512', 'sha512WithRSAEncryption', 'sha-512', 'sha2-512'],
  [noble.sha512_224, 'sha512-224', 'RSA-SHA512/224', 'sha512-224WithRSAEncryption', 'sha-512/224', 'sha2-512/224'],
  [noble.sha512_256, 'sha512-256', 'RSA-SHA512/256', 'sha512-256WithRSAEncryption', 'sha-512/256', 'sha2-512/256'],
  [noble.sha3_224, 'sha3-224', 'RSA-SHA3-224', 'id-rsassa-pkcs1-v1_5-with-sha3-224'],
  [noble.sha3_256, 'sha3-256', 'RSA-SHA3-256', 'id-rsassa-pkcs1-v1_5-with-sha3-256'],
  [noble.sha3_384, 'sha3-384', 'RSA-SHA3-384', 'id-rsassa-pkcs1-v1_5-with-sha3-384'],
  [noble.sha3_512, 'sha3-512', 'RSA-SHA3-512', 'id-rsassa-pkcs1-v1_5-with-sha3-512'],
  [noble.shake128, 'shake128', 'shake-128'],
  [noble.shake256, 'shake256', 'shake-256'],
  [noble.blake2b, 'blake2b512', 'blake2b-512'],
  [noble.blake2s, 'blake2s256', 'blake2s-256']
]

/** Names OpenSSL knows and does not list. */
const UNLISTED = /^(sha-|sha2-|shake-|blake2.-|ripemd-)/

/** @type {Map<string, { name: string, hash: Digest }>} */
const byName = new Map()
for (const [hash, ...names] of TABLE) for (const name of names) byName.set(name.toLowerCase(), { name: names[0], hash })

/**
 * @param {string} name in any case
 * @returns {{ name: string, hash: Digest } | undefined}
 */
export function digestNamed (name) {
  return byName.get(name.toLowerCase())
}

/**
 * Return whether a digest has a variable length.
 * @param {string} name its own
 */
export function isExtendable (name) {
  return name.startsWith('shake')
}

/**
 * Return the names of all digests that pages can calculate, spelled and sorted as in Node.
 * @returns {string[]}
 */
export function getHashes () {
  return TABLE.flatMap(([, ...names]) => names).filter((name) => !UNLISTED.test(name)).sort()
}
