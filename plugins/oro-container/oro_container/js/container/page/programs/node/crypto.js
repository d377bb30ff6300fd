/**
 * `node:crypto` of a program in a page, as far as it needs no host: hashes, HMAC, random values and the Web Cryptography API.
 * @module
 */

/** @type {Record<string, string>} the names that Node has for what is `sha256` and the like here */
const NAMES = { rmd160: 'ripemd160', 'sha512-224': 'sha512_224', 'sha512-256': 'sha512_256', 'sha3-224': 'sha3_224', 'sha3-256': 'sha3_256', 'sha3-384': 'sha3_384', 'sha3-512': 'sha3_512', blake2b512: 'blake2b', blake2s256: 'blake2s' }
const KNOWN = ['blake2b', 'blake2s', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512_224', 'sha512_256', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512']
const MOST_AT_ONCE = 65536

/** @param {{ node: import('./registry.js').Find }} given @returns {any} */
export function makeCrypto ({ node }) {
  const { Buffer } = node('buffer.js')
  const hashes = node('internal/vendor/hashes.js')

  /** @param {any} data @param {any} [encoding] @returns {Uint8Array} */
  const bytes = (data, encoding) => typeof data === 'string' ? Buffer.from(data, encoding) : new Uint8Array(data.buffer ?? data, data.byteOffset, data.byteLength)
  /** @param {string} name */
  const hashOf = (name) => {
    const plain = String(name).toLowerCase()
    const found = NAMES[plain] ?? plain.replace(/^sha-/, 'sha')
    if (!KNOWN.includes(found)) throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' })
    return hashes[found]
  }

  class Hash {
    #hashing
    #done = false

    /** @param {any} hashing */
    constructor (hashing) {
      this.#hashing = hashing
    }

    /** @param {any} data @param {string} [encoding] */
    update (data, encoding) {
      if (this.#done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' })
      this.#hashing.update(bytes(data, encoding))
      return this
    }

    /** @param {string} [encoding] */
    digest (encoding) {
      if (this.#done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' })
      this.#done = true
      const digest = Buffer.from(this.#hashing.digest())
      return encoding && encoding !== 'buffer' ? digest.toString(encoding) : digest
    }

    copy () { return new Hash(this.#hashing.clone()) }
  }

  /** @template {Uint8Array} T @param {T} target @returns {T} */
  const fill = (target) => {
    for (let at = 0; at < target.length; at += MOST_AT_ONCE) globalThis.crypto.getRandomValues(/** @type {any} */ (target.subarray(at, at + MOST_AT_ONCE)))
    return target
  }
  /** @param {number} size @param {(error: null, bytes: any) => void} [done] */
  const randomBytes = (size, done) => {
    const made = fill(Buffer.alloc(size))
    if (!done) return made
    Reflect.get(globalThis, 'setImmediate')(() => done(null, made))
    return undefined
  }
  /** @param {number} low @param {number} [high] */
  const randomInt = (low, high) => {
    const [from, span] = high === undefined ? [0, low] : [low, high - low]
    const limit = 2 ** 48 - 2 ** 48 % span
    for (;;) {
      const value = fill(Buffer.alloc(6)).readUIntBE(0, 6)
      if (value < limit) return from + value % span
    }
  }
  /** @param {any} a @param {any} b */
  const timingSafeEqual = (a, b) => {
    const [one, other] = [bytes(a), bytes(b)]
    if (one.length !== other.length) throw Object.assign(new RangeError('Input buffers must have the same byte length'), { code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH' })
    return one.reduce((all, each, index) => all | (each ^ other[index]), 0) === 0
  }
  return {
    createHash: (/** @type {string} */ name) => new Hash(hashOf(name).create()),
    createHmac: (/** @type {string} */ name, /** @type {any} */ key) => new Hash(hashes.hmac.create(hashOf(name), bytes(key))),
    getHashes: () => KNOWN.map((name) => name.replace('_', '-')),
    randomBytes,
    randomFillSync: (/** @type {any} */ target) => {
      fill(new Uint8Array(target.buffer ?? target, target.byteOffset, target.byteLength))
      return target
    },
    randomInt,
    randomUUID: () => globalThis.crypto.randomUUID(),
    getRandomValues: (/** @type {any} */ target) => globalThis.crypto.getRandomValues(target),
    timingSafeEqual,
    pbkdf2Sync: (/** @type {any} */ password, /** @type {any} */ salt, /** @type {number} */ c, /** @type {number} */ dkLen, /** @type {string} */ name) => Buffer.from(hashes.pbkdf2(hashOf(name), bytes(password), bytes(salt), { c, dkLen })),
    webcrypto: globalThis.crypto,
    subtle: globalThis.crypto.subtle
  }
}
