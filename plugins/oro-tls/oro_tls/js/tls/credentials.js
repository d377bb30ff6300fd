/** Certificates, keys and versions, as callers give them and as the host takes them. */

import { invalidArgType } from 'oro:errors/node'
import { toBase64 } from 'oro:internal/bytes'
import { checkedText } from '../net/arguments/check.js'
import { invalidVersion, versionConflict } from './errors.js'
import { checkOptions, versionsOf } from './options.js'

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
const BYTES = 'of type string or an instance of Buffer, TypedArray, or DataView'

/**
 * @typedef {object} Credentials options of Node's createSecureContext
 * @property {any} [ca] PEM; roots instead of the system's
 * @property {any} [cert] PEM, the leaf first
 * @property {any} [key] PEM, or `{ pem, passphrase }`
 * @property {any} [crl] PEM
 * @property {any} [pfx] PKCS#12 bytes
 * @property {string} [passphrase] of the key
 * @property {string} [keyPassphrase] the same
 * @property {string} [minVersion]
 * @property {string} [maxVersion]
 * @property {string} [ciphers]
 * @property {any} [dhparam] of servers: `auto`, or PEM
 * @property {string} [ecdhCurve] one curve, or `auto`
 * @property {number} [secureOptions]
 * @property {string} [secureProtocol]
 * @property {any} [ALPNProtocols]
 * @property {string[]} [alpnProtocols] the same
 */

/** The certificates a connection or server shows and trusts; made by `createSecureContext()`. */
export class SecureContext {
  /** @param {Credentials} [options] */
  constructor (options) {
    if (options !== undefined && options !== null && typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
    this.context = credentialsOf(options ?? {})
  }
}

/**
 * @param {Credentials} [options]
 * @returns {SecureContext}
 */
export function createSecureContext (options) {
  return new SecureContext(options)
}

/**
 * Check options, and make them what the host takes.
 * @param {Record<string, any>} options
 * @returns {Record<string, any>} without what was not given
 */
export function credentialsOf (options) {
  const { ca, cert, key, crl, pfx, ciphers, dhparam, ecdhCurve, secureOptions } = options
  const keys = key === undefined || key === null ? [] : [key].flat()
  const passphrase = options.passphrase ?? options.keyPassphrase ?? keys.find((item) => item?.passphrase)?.passphrase
  if (passphrase !== undefined && passphrase !== null) checkedText('options.passphrase', passphrase)
  if (ciphers !== undefined && ciphers !== null) checkedText('options.ciphers', ciphers)
  const { minVersion, maxVersion } = versions(options)
  const own = textsOf('dhparam', dhparam)
  const credentials = {
    ca: textsOf('ca', ca),
    cert: textsOf('cert', cert),
    key: key ? textsOf('key', keys.map((item) => item?.pem ?? item)) : undefined,
    crl: textsOf('crl', crl),
    pfx: pfx ? archiveOf(pfx) : undefined,
    keyPassphrase: passphrase || undefined,
    ciphers: ciphers || undefined,
    minVersion: versionOf(minVersion, 'minimum'),
    maxVersion: versionOf(maxVersion, 'maximum'),
    dhparam: own?.[0],
    ecdhCurve: ecdhCurve && ecdhCurve !== 'auto' ? ecdhCurve : undefined,
    secureOptions: secureOptions || undefined
  }
  checkOptions(options)
  return Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== undefined))
}

/** @param {Record<string, any>} options */
function versions ({ secureProtocol, minVersion, maxVersion }) {
  if (!secureProtocol) return { minVersion, maxVersion }
  const given = minVersion ?? maxVersion
  if (given !== undefined && given !== null) throw versionConflict(given, secureProtocol)
  return versionsOf(secureProtocol)
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {string[] | undefined}
 */
function textsOf (name, value) {
  if (!value) return undefined
  return [value].flat().map((item) => {
    if (typeof item === 'string') return item
    if (ArrayBuffer.isView(item)) return new TextDecoder().decode(item)
    throw invalidArgType(`options.${name}`, BYTES, item)
  })
}

/** @param {any} pfx */
function archiveOf (pfx) {
  const item = Array.isArray(pfx) ? pfx[0]?.buf ?? pfx[0] : pfx
  if (!ArrayBuffer.isView(item)) throw invalidArgType('options.pfx', 'an instance of Buffer, TypedArray, or DataView', item)
  return toBase64(new Uint8Array(item.buffer, item.byteOffset, item.byteLength))
}

/**
 * @param {any} version
 * @param {'minimum' | 'maximum'} which
 * @returns {string | undefined}
 */
function versionOf (version, which) {
  if (version === undefined || version === null) return undefined
  if (!VERSIONS.includes(version)) throw invalidVersion(version, which)
  return version
}
