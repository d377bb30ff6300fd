/** Keys of Ed448 and X448 for Web Crypto, by the host: no engine has them. */

import { shown, viewed } from '../base/bytes.js'
import { createPrivateKey, createPublicKey } from '../keys/given.js'
import { generateKeyPair } from '../keys/generate.js'
import { keptKey } from '../keys/kept.js'
import { sign, verify } from '../signatures/sign.js'
import { diffieHellman } from '../agreement/secrets.js'
import { failed, OwnKey } from './own-key.js'

const USAGES = /** @type {Record<string, { public: string[], private: string[] }>} */ ({
  Ed448: { public: ['verify'], private: ['sign'] },
  X448: { public: [], private: ['deriveKey', 'deriveBits'] }
})
const BITS = 448

/**
 * @param {any} algorithm
 * @returns {string | undefined} its own name
 */
export function curveNamed (algorithm) {
  const name = String(typeof algorithm === 'object' ? algorithm?.name : algorithm).toLowerCase()
  return Object.keys(USAGES).find((own) => own.toLowerCase() === name)
}

/**
 * @param {string} name
 * @param {'public' | 'private'} type
 * @param {string[]} usages
 */
function checkUsages (name, type, usages) {
  if (usages.every((usage) => USAGES[name][type].includes(usage))) return
  throw failed('SyntaxError', `Unsupported key usage for a ${name} key`)
}

/**
 * @param {string} name
 * @param {boolean} extractable
 * @param {string[]} usages
 */
export async function generated (name, extractable, usages) {
  const own = USAGES[name]
  if (!usages.every((usage) => own.public.includes(usage) || own.private.includes(usage))) throw failed('SyntaxError', `Unsupported key usage for a ${name} key`)
  const asked = own.private.filter((usage) => usages.includes(usage))
  if (asked.length === 0) throw failed('SyntaxError', 'Usages cannot be empty when creating a key.')
  const [publicKey, privateKey] = await new Promise((resolve, reject) => {
    generateKeyPair(name.toLowerCase(), undefined, (error, ...keys) => error ? reject(error) : resolve(keys))
  })
  return {
    publicKey: new OwnKey(publicKey, { name }, true, own.public.filter((usage) => usages.includes(usage))),
    privateKey: new OwnKey(privateKey, { name }, extractable, asked)
  }
}

/**
 * @param {string} format
 * @param {any} data
 * @param {string} name
 * @param {boolean} extractable
 * @param {string[]} usages
 */
export function imported (format, data, name, extractable, usages) {
  const type = format === 'pkcs8' || (format === 'jwk' && data?.d !== undefined) ? 'private' : 'public'
  checkUsages(name, type, usages)
  const key = read(format, data, name, type)
  if (key.asymmetricKeyType !== name.toLowerCase()) throw failed('DataError', 'Invalid key type')
  return new OwnKey(key, { name }, extractable, usages)
}

/**
 * @param {string} format
 * @param {any} data
 * @param {string} name
 * @param {'public' | 'private'} type
 */
function read (format, data, name, type) {
  const create = type === 'private' ? createPrivateKey : createPublicKey
  try {
    if (format === 'jwk') return create({ key: data, format })
    const bytes = viewed(data) ?? new Uint8Array()
    if (format === 'raw') return createPublicKey({ key: { kty: 'OKP', crv: name, x: shown(bytes, 'base64url') }, format: 'jwk' })
    return create({ key: bytes, format: 'der', type: format })
  } catch (error) {
    throw failed('DataError', 'Invalid keyData', error)
  }
}

/**
 * @param {string} format
 * @param {OwnKey} key
 * @returns {any}
 */
export function exported (format, key) {
  if (!key.extractable) throw failed('InvalidAccessError', 'key is not extractable')
  const object = keptKey(key)
  const alg = key.algorithm.name === 'Ed448' ? { alg: 'Ed448' } : {}
  if (format === 'jwk') return { ...object.export({ format }), ...alg, key_ops: [...key.usages], ext: key.extractable }
  const wanted = key.type === 'private' ? 'pkcs8' : 'spki'
  if (format === 'raw' && key.type === 'public') return buffered(decoded(object.export({ format: 'jwk' }).x))
  if (format !== wanted) throw failed('NotSupportedError', `Unable to export ${key.algorithm.name} ${key.type} key using ${format} format`)
  return buffered(object.export({ format: 'der', type: wanted }))
}

/** @param {string} text in base64url */
function decoded (text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

/** @param {Uint8Array} bytes @returns {ArrayBuffer} */
function buffered (bytes) {
  return /** @type {ArrayBuffer} */ (new Uint8Array(bytes).buffer)
}

/**
 * @param {any} key
 * @param {string} name
 * @param {string} usage
 */
function checkKey (key, name, usage) {
  if (!(key instanceof OwnKey) || key.algorithm.name !== name) throw failed('InvalidAccessError', 'Key algorithm mismatch')
  if (!key.usages.includes(usage)) throw failed('InvalidAccessError', `Unable to use this key to ${usage}`)
}

/**
 * @param {any} key
 * @param {any} data
 * @returns {Promise<ArrayBuffer>}
 */
export function signed (key, data) {
  checkKey(key, 'Ed448', 'sign')
  return new Promise((resolve, reject) => sign(null, data, keptKey(key), (error, made) => error ? reject(error) : resolve(buffered(made))))
}

/**
 * @param {any} key
 * @param {any} signature
 * @param {any} data
 * @returns {Promise<boolean>}
 */
export function verified (key, signature, data) {
  checkKey(key, 'Ed448', 'verify')
  return new Promise((resolve, reject) => verify(null, data, keptKey(key), viewed(signature), (error, valid) => error ? reject(error) : resolve(valid === true)))
}

/**
 * @param {any} algorithm
 * @param {any} key
 * @param {number | null} [length] bits
 * @param {string} [usage]
 * @returns {ArrayBuffer}
 */
export function agreed (algorithm, key, length, usage = 'deriveBits') {
  const other = algorithm.public
  checkKey(key, 'X448', usage)
  if (!(other instanceof OwnKey) || other.algorithm.name !== 'X448' || other.type !== 'public') throw failed('InvalidAccessError', 'algorithm.public must be a public key')
  const bits = buffered(diffieHellman({ privateKey: keptKey(key), publicKey: keptKey(other) }))
  if (length === null || length === undefined) return bits
  if (length > BITS) throw failed('OperationError', 'derived bit length is too small')
  return bits.slice(0, Math.ceil(length / 8))
}
