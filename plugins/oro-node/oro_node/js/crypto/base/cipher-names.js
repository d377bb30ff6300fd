/** Ciphers by name and by OpenSSL's number, with their key and block sizes. */

import { NotImplementedError } from 'oro:errors'
import { object, whole, text } from './check.js'
import { invalidArgType, nodeError } from './errors.js'

/**
 * @typedef {object} CipherKind
 * @property {string} name
 * @property {'cbc' | 'cfb' | 'cfb8' | 'ctr' | 'ecb' | 'gcm' | 'ofb' | 'chacha'} how
 * @property {string} mode
 * @property {number} nid
 * @property {number} [blockSize]
 * @property {number} [ivLength]
 * @property {number} keyLength
 */

/** OpenSSL's numbers, by key length and mode. @type {Record<number, Record<string, number>>} */
const NUMBERS = {
  128: { ecb: 418, cbc: 419, ofb: 420, cfb: 421, cfb8: 653, gcm: 895, ctr: 904 },
  192: { ecb: 422, cbc: 423, ofb: 424, cfb: 425, cfb8: 654, gcm: 898, ctr: 905 },
  256: { ecb: 426, cbc: 427, ofb: 428, cfb: 429, cfb8: 655, gcm: 901, ctr: 906 }
}

/** @type {Map<string, CipherKind>} */
const byName = new Map()
/** @type {string[]} */
const names = []

/**
 * @param {CipherKind} kind
 * @param {string[]} spelled
 */
function add (kind, ...spelled) {
  names.push(...spelled)
  for (const name of spelled) byName.set(name.toLowerCase(), kind)
}

for (const [bits, modes] of Object.entries(NUMBERS)) {
  for (const [how, nid] of Object.entries(modes)) {
    const others = how === 'cbc' ? [`aes${bits}`] : how === 'gcm' ? [`id-aes${bits}-GCM`] : []
    const name = how === 'gcm' ? `id-aes${bits}-gcm` : `aes-${bits}-${how}`
    add(/** @type {CipherKind} */ ({
      how,
      mode: how === 'cfb8' ? 'cfb' : how,
      name,
      nid,
      blockSize: how === 'ecb' || how === 'cbc' ? 16 : 1,
      ivLength: how === 'ecb' ? undefined : how === 'gcm' ? 12 : 16,
      keyLength: Number(bits) / 8
    }), `aes-${bits}-${how}`, ...others)
  }
}
add({ how: 'chacha', mode: 'stream', name: 'chacha20-poly1305', nid: 1018, ivLength: 12, keyLength: 32 }, 'chacha20-poly1305')

/** Further ciphers of Node's OpenSSL. */
const ELSEWHERE = /^(aes-\d+-(ccm|cfb1|ocb|xts|cbc-hmac-sha\d+|wrap(-pad)?)|(id-)?aes\d+-(wrap(-pad)?|ccm)|(aria|camellia|sm4|des)(-?\d*|-.*)|chacha20|des.*|id-smime-alg-cms3deswrap)$/

/**
 * @param {any} name
 * @returns {CipherKind}
 * @throws {NotImplementedError} Node supports the cipher, pages do not
 */
export function cipherNamed (name) {
  const found = byName.get(text('cipher', name).toLowerCase())
  if (found !== undefined) return found
  if (ELSEWHERE.test(name.toLowerCase())) throw new NotImplementedError(`the cipher "${name}"`)
  throw nodeError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher')
}

/** Return the names of all ciphers that pages can use. */
export function getCiphers () {
  return [...names].sort()
}

/**
 * Return the sizes of a cipher; undefined when there is no such cipher, or not with these lengths.
 * @param {string | number} nameOrNid
 * @param {{ keyLength?: number, ivLength?: number }} [options] lengths in bytes to ask for
 */
export function getCipherInfo (nameOrNid, options) {
  if (typeof nameOrNid !== 'string' && typeof nameOrNid !== 'number') {
    throw invalidArgType('nameOrNid', 'one of type string or number', nameOrNid)
  }
  if (typeof nameOrNid === 'number') whole('nameOrNid', nameOrNid, -(2 ** 31))
  const { keyLength, ivLength } = options === undefined ? {} : object('options', options)
  if (keyLength !== undefined) whole('options.keyLength', keyLength, -(2 ** 31))
  if (ivLength !== undefined) whole('options.ivLength', ivLength, -(2 ** 31))
  const kind = typeof nameOrNid === 'string' ? byName.get(nameOrNid.toLowerCase()) : [...byName.values()].find(({ nid }) => nid === nameOrNid)
  if (kind === undefined || (keyLength !== undefined && keyLength !== kind.keyLength)) return undefined
  if (ivLength !== undefined && !takesIV(kind, ivLength)) return undefined
  return shape(kind, ivLength)
}

/**
 * @param {CipherKind} kind
 * @param {number} length
 */
export function takesIV (kind, length) {
  return kind.how === 'gcm' ? length > 0 : length === (kind.ivLength ?? 0)
}

/**
 * @param {CipherKind} kind
 * @param {number | undefined} asked
 */
function shape ({ mode, name, nid, blockSize, ivLength, keyLength }, asked) {
  return {
    mode,
    name,
    nid,
    ...(blockSize === undefined ? {} : { blockSize }),
    ...(ivLength === undefined ? {} : { ivLength: asked ?? ivLength }),
    keyLength
  }
}
