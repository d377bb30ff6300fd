/**
 * Node's `crypto`, with a few additional functions.
 *
 *     import { createHash } from 'oro:crypto'
 *     createHash('sha256').update('text').digest('hex')
 *
 * Digests, ciphers and random numbers are calculated in the page, key pairs and costly derivations by the host.
 * @module
 */

import { callable } from 'oro:internal/callable'
import { ECDH as ECDHClass } from './crypto/agreement/secrets.js'
import { Cipheriv as CipherivClass, Decipheriv as DecipherivClass } from './crypto/cipheriv.js'
import { DiffieHellman as DiffieHellmanClass, DiffieHellmanGroup as DiffieHellmanGroupClass } from './crypto/agreement/dh.js'
import { Certificate as CertificateClass } from './crypto/spkac.js'
import { Cipher as CipherClass, Decipher as DecipherClass } from './crypto/cipher-password.js'
import { Hash as HashClass } from './crypto/hash.js'
import { Hmac as HmacClass } from './crypto/hmac.js'
import { Sign as SignClass, Verify as VerifyClass } from './crypto/signatures/sign.js'

export { createCipheriv, createDecipheriv } from './crypto/cipheriv.js'
export { X509Certificate } from './crypto/certificate.js'
export { getCipherInfo, getCiphers } from './crypto/base/cipher-names.js'
export { constants } from './crypto/base/constants.js'
export { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } from './crypto/keys/derive.js'
export { getHashes } from './crypto/base/digests.js'
export { createDigest, murmur3, ready, sodium } from './crypto/extras.js'
export { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync } from './crypto/keys/generate.js'
export { createDiffieHellman, getDiffieHellman, getDiffieHellman as createDiffieHellmanGroup } from './crypto/agreement/dh.js'
export { createECDH, diffieHellman, getCurves } from './crypto/agreement/secrets.js'
export { createHash, hash } from './crypto/hash.js'
export { createHmac } from './crypto/hmac.js'
export { KeyObject } from './crypto/keys/key-object.js'
export { createPrivateKey, createPublicKey, createSecretKey } from './crypto/keys/given.js'
export { getFips, secureHeapUsed, setEngine, setFips } from './crypto/switches.js'
export { createCipher, createDecipher } from './crypto/cipher-password.js'
export { subtle, webcrypto } from './crypto/webcrypto.js'
export { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync } from './crypto/primes.js'
export * from './crypto/keys/random.js'
export { privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt } from './crypto/signatures/rsa.js'
export { createSign, createVerify, sign, verify } from './crypto/signatures/sign.js'
export * as default from './crypto.js'

/**
 * @typedef {CertificateClass} Certificate
 * @typedef {CipherClass} Cipher
 * @typedef {CipherivClass} Cipheriv
 * @typedef {DecipherClass} Decipher
 * @typedef {DecipherivClass} Decipheriv
 * @typedef {DiffieHellmanClass} DiffieHellman
 * @typedef {DiffieHellmanGroupClass} DiffieHellmanGroup
 * @typedef {ECDHClass} ECDH
 * @typedef {HashClass} Hash
 * @typedef {HmacClass} Hmac
 * @typedef {SignClass} Sign
 * @typedef {VerifyClass} Verify
 */
export const Certificate = callable(CertificateClass)
export const Cipher = callable(CipherClass)
export const Cipheriv = callable(CipherivClass)
export const Decipher = callable(DecipherClass)
export const Decipheriv = callable(DecipherivClass)
export const DiffieHellman = callable(DiffieHellmanClass)
export const DiffieHellmanGroup = callable(DiffieHellmanGroupClass)
export const ECDH = callable(ECDHClass)
export const Hash = callable(HashClass)
export const Hmac = callable(HmacClass)
export const Sign = callable(SignClass)
export const Verify = callable(VerifyClass)

/** Whether OpenSSL runs in FIPS mode: never. */
export const fips = 0

