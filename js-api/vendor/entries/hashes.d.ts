/** The types of @noble/hashes, as far as oro:crypto uses it. */

export interface Hashing {
  readonly blockLen: number
  readonly outputLen: number
  update (data: Uint8Array): this
  digest (): Uint8Array
  clone (): this
}

export interface Hash {
  (data: Uint8Array): Uint8Array
  create (options?: { dkLen?: number }): Hashing
  readonly blockLen: number
  readonly outputLen: number
}

export const blake2b: Hash
export const blake2s: Hash
export const md5: Hash
export const ripemd160: Hash
export const sha1: Hash
export const sha224: Hash
export const sha256: Hash
export const sha384: Hash
export const sha512: Hash
export const sha512_224: Hash
export const sha512_256: Hash
export const sha3_224: Hash
export const sha3_256: Hash
export const sha3_384: Hash
export const sha3_512: Hash
export const shake128: Hash
export const shake256: Hash
export const hmac: { create (hash: Hash, key: Uint8Array): Hashing }
export function hkdf (hash: Hash, key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array
export function pbkdf2 (hash: Hash, password: Uint8Array, salt: Uint8Array, options: { c: number, dkLen: number }): Uint8Array
export function scrypt (
  password: Uint8Array, salt: Uint8Array, options: { N: number, r: number, p: number, dkLen: number, maxmem: number }
): Uint8Array
