/** Check the encoding options of keys as Node does. */

import { base64, bytesOf, unbase64 } from '../base/bytes.js'
import { invalidArgValue, nodeError } from '../base/errors.js'

const FORMATS = ['pem', 'der', 'jwk']
const TYPES = { public: ['pkcs1', 'spki'], private: ['pkcs1', 'pkcs8', 'sec1'] }

/**
 * @typedef {object} WantedKey
 * @property {'pem' | 'der' | 'jwk' | 'raw'} format
 * @property {string} [type]
 * @property {string} [cipher]
 * @property {string} [passphrase] base64
 */

/**
 * @param {'public' | 'private' | 'secret'} of
 * @param {Record<string, any>} options
 * @param {string} name of the argument
 * @param {string} [kind] of the key
 * @returns {WantedKey}
 */
export function written (of, options, name, kind) {
  const { format, type, cipher, passphrase, encoding } = options
  if (!FORMATS.includes(format)) throw invalidArgValue(`${name}.format`, format)
  const sealed = (cipher ?? passphrase) !== undefined && (cipher ?? passphrase) !== null
  if (format === 'jwk' && of === 'private' && sealed) throw incompatible('The selected key encoding jwk does not support encryption.')
  if (format === 'jwk') return { format }
  const types = TYPES[of === 'public' ? 'public' : 'private']
  if (!types.includes(type)) throw invalidArgValue(`${name}.type`, type)
  if (of === 'public') return { format, type }
  checkEncryption({ format, type, cipher, passphrase }, name, kind)
  if (cipher === undefined || cipher === null) return { format, type }
  return { format, type, cipher, passphrase: base64(bytesOf(`${name}.passphrase`, passphrase, encoding)) }
}

/**
 * @param {Record<string, any>} options
 * @param {string} name
 * @param {string} [kind]
 */
function checkEncryption ({ format, type, cipher, passphrase }, name, kind) {
  const plain = cipher === undefined || cipher === null
  if (!plain && typeof cipher !== 'string') throw invalidArgValue(`${name}.cipher`, cipher)
  if (plain && passphrase !== undefined) throw invalidArgValue(`${name}.cipher`, cipher)
  if (!plain && format === 'der' && type !== 'pkcs8') throw incompatible(`The selected key encoding ${type} does not support encryption.`)
  if (!plain && typeof passphrase !== 'string' && !ArrayBuffer.isView(passphrase) && !(passphrase instanceof ArrayBuffer)) {
    throw invalidArgValue(`${name}.passphrase`, passphrase)
  }
  if (type === 'sec1' && kind !== undefined && kind !== 'ec') throw incompatible('The selected key encoding sec1 can only be used for EC keys.')
}

/** @param {string} message */
function incompatible (message) {
  return nodeError(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS', message)
}

/**
 * @param {{ pem?: string, data?: string, jwk?: Record<string, string> }} answer of the host
 * @param {string} format
 * @returns {any} a text, a Buffer or a JSON Web Key
 */
export function unwritten ({ pem, data, jwk }, format) {
  if (format === 'jwk') return jwk
  return format === 'pem' ? pem : unbase64(data ?? '')
}
