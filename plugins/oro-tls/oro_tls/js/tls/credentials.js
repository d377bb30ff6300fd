/** Certificates, keys and versions, as callers give them and as the host takes them. */

import { invalidArgType } from 'oro:errors/node'
import { toBase64 } from 'oro:internal/bytes'
import { checkedText } from '../net/arguments/check.js'
import { invalidVersion, notImplemented, versionConflict } from './errors.js'

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
const BYTES = 'of type string or an instance of Buffer, TypedArray, or DataView'

/** Options of OpenSSL that the host does not pass on; their defaults count as not given. */
const UNSUPPORTED = {
  secureProtocol: undefined, dhparam: 'auto', ecdhCurve: 'auto', sigalgs: undefined, privateKeyEngine: undefined,
  privateKeyIdentifier: undefined, clientCertEngine: undefined, ticketKeys: undefined, secureOptions: 0
}

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
 * @property {any} [ALPNProtocols]
 * @property {string[]} [alpnProtocols] the same
 */

/** The certificates a connection or server shows and trusts; made by `createSecureContext()`. */
export class SecureContext {
  /** @param {Credentials} [options] */
  constructor (options = {}) {
    this.context = credentialsOf(options)
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
  refuseUnsupported(options)
  const { ca, cert, key, crl, pfx, ciphers, minVersion, maxVersion } = options
  const keys = key === undefined || key === null ? [] : [key].flat()
  const passphrase = options.passphrase ?? options.keyPassphrase ?? keys.find((item) => item?.passphrase)?.passphrase
  if (passphrase !== undefined && passphrase !== null) checkedText('options.passphrase', passphrase)
  if (ciphers !== undefined && ciphers !== null) checkedText('options.ciphers', ciphers)
  const credentials = {
    ca: textsOf('ca', ca),
    cert: textsOf('cert', cert),
    key: key ? textsOf('key', keys.map((item) => item?.pem ?? item)) : undefined,
    crl: textsOf('crl', crl),
    pfx: pfx ? archiveOf(pfx) : undefined,
    keyPassphrase: passphrase || undefined,
    ciphers: ciphers || undefined,
    minVersion: versionOf(minVersion, 'minimum'),
    maxVersion: versionOf(maxVersion, 'maximum')
  }
  return Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== undefined))
}

/** @param {Record<string, any>} options */
function refuseUnsupported (options) {
  const { secureProtocol, minVersion, maxVersion } = options
  if (secureProtocol && (minVersion ?? maxVersion)) throw versionConflict(minVersion ?? maxVersion, secureProtocol)
  for (const [name, fine] of Object.entries(UNSUPPORTED)) {
    if (options[name] && options[name] !== fine) notImplemented(`tls option ${name}`)
  }
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
