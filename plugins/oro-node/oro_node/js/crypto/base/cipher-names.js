/** Ciphers by name and by OpenSSL's number, with their key and block sizes. */

import { NotImplementedError } from 'oro:errors'
import { isMissingCipher } from './missing-ciphers.js'
import { object, whole, text } from './check.js'
import { invalidArgType, nodeError } from './errors.js'

/**
 * @typedef {object} CipherKind
 * @property {string} name
 * @property {'cbc' | 'ccm' | 'cfb' | 'cfb1' | 'cfb8' | 'ctr' | 'ecb' | 'gcm' | 'ocb' | 'ofb' | 'poly' | 'stream' | 'wrap' | 'xts'} how
 * @property {'aes' | 'des' | 'chacha'} family
 * @property {string} mode
 * @property {number} nid
 * @property {number} [blockSize]
 * @property {number} [ivLength]
 * @property {number} keyLength
 */

/** OpenSSL's numbers, by key length and mode. @type {Record<number, Record<string, number>>} */
const NUMBERS = {
  128: { ecb: 418, cbc: 419, ofb: 420, cfb: 421, cfb1: 650, cfb8: 653, gcm: 895, ccm: 896, ctr: 904, ocb: 958 },
  192: { ecb: 422, cbc: 423, ofb: 424, cfb: 425, cfb1: 651, cfb8: 654, gcm: 898, ccm: 899, ctr: 905, ocb: 959 },
  256: { ecb: 426, cbc: 427, ofb: 428, cfb: 429, cfb1: 652, cfb8: 655, gcm: 901, ccm: 902, ctr: 906, ocb: 960 }
}
/** Those of DES with two keys and with three. @type {[name: string, keyLength: number, numbers: Record<string, number>][]} */
const DES = [
  ['des-ede', 16, { ecb: 32, cbc: 43, cfb: 60, ofb: 62 }],
  ['des-ede3', 24, { ecb: 33, cbc: 44, cfb: 61, cfb1: 658, cfb8: 659, ofb: 63 }]
]
/** Those of key wrap, without and with padding. */
const WRAPS = /** @type {Record<number, [number, number]>} */ ({ 128: [788, 897], 192: [789, 900], 256: [790, 903] })
/** The modes in which a block is no unit of the output. */
const BLOCKS = ['ecb', 'cbc', 'ocb']

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
    const short = how === 'gcm' || how === 'ccm'
    const others = how === 'cbc' ? [`aes${bits}`] : short ? [`id-aes${bits}-${how.toUpperCase()}`] : []
    add(/** @type {CipherKind} */ ({
      how,
      family: 'aes',
      mode: how.replace(/\d$/, ''),
      name: short ? `id-aes${bits}-${how}` : `aes-${bits}-${how}`,
      nid,
      blockSize: BLOCKS.includes(how) ? 16 : 1,
      ivLength: how === 'ecb' ? undefined : short || how === 'ocb' ? 12 : 16,
      keyLength: Number(bits) / 8
    }), `aes-${bits}-${how}`, ...others)
  }
}
for (const [name, keyLength, modes] of DES) {
  for (const [how, nid] of Object.entries(modes)) {
    const own = how === 'ecb' ? name : `${name}-${how}`
    const others = how === 'ecb' ? [`${name}-ecb`] : own === 'des-ede3-cbc' ? ['des3'] : []
    const blockSize = BLOCKS.includes(how) ? 8 : 1
    const ivLength = how === 'ecb' ? undefined : 8
    add(/** @type {CipherKind} */ ({ how, family: 'des', mode: how.replace(/\d$/, ''), name: own, nid, blockSize, ivLength, keyLength }), own, ...others)
  }
}
for (const [bits, numbers] of Object.entries(WRAPS)) {
  numbers.forEach((nid, padding) => {
    const name = padding ? `id-aes${bits}-wrap-pad` : `id-aes${bits}-wrap`
    const kind = /** @type {CipherKind} */ ({ how: 'wrap', family: 'aes', mode: 'wrap', name, nid, blockSize: 8, ivLength: padding ? 4 : 8, keyLength: Number(bits) / 8 })
    add(kind, name, ...(padding ? [] : [`aes${bits}-wrap`]))
  })
}
for (const [bits, nid] of [[128, 913], [256, 914]]) {
  add({ how: 'xts', family: 'aes', mode: 'xts', name: `aes-${bits}-xts`, nid, blockSize: 1, ivLength: 16, keyLength: bits / 4 }, `aes-${bits}-xts`)
}
add({ how: 'poly', family: 'chacha', mode: 'stream', name: 'chacha20-poly1305', nid: 1018, ivLength: 12, keyLength: 32 }, 'chacha20-poly1305')
add({ how: 'stream', family: 'chacha', mode: 'stream', name: 'chacha20', nid: 1019, ivLength: 16, keyLength: 32 }, 'chacha20')

/**
 * @param {any} name
 * @returns {CipherKind}
 * @throws {NotImplementedError} Node supports the cipher, pages do not
 */
export function cipherNamed (name) {
  const found = byName.get(text('cipher', name).toLowerCase())
  if (found !== undefined) return found
  if (isMissingCipher(name)) throw new NotImplementedError(`the cipher "${name}"`)
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
  if (kind.how === 'gcm') return length > 0
  if (kind.how === 'ccm') return length >= 7 && length <= 13
  return kind.how === 'ocb' ? length > 0 && length <= 15 : length === (kind.ivLength ?? 0)
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
