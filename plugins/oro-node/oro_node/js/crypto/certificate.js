/** `X509Certificate`: the host reads the certificate, the page compares its fields. */

import { Buffer } from 'oro:buffer'
import { base64, bytesOf, unbase64, viewed } from './base/bytes.js'
import { object, text } from './base/check.js'
import { matchesHost, matchesMail, plainAddress } from './certificate/names.js'
import { accessText, legacyAccess, legacyName, nameText, namesText } from './certificate/texts.js'
import { invalidArgType, invalidArgValue } from './base/errors.js'
import { createHash } from './hash.js'
import { ask } from './base/host.js'
import { givenOf, KeyObject, publicKey } from './keys/key-object.js'
import { createPublicKey } from './keys/given.js'

/**
 * @typedef {object} Facts a certificate as the host describes it
 * @property {string} raw base64
 * @property {[string, string][][]} subject
 * @property {[string, string][][]} issuer
 * @property {[string, string][]} names
 * @property {[string, string][]} access
 * @property {string} validFrom
 * @property {string} validTo
 * @property {string} serialNumber
 * @property {string[] | null} keyUsage
 * @property {boolean} ca
 * @property {import('./keys/key-object.js').KeyFacts} key
 */

const SUBJECT = ['default', 'always', 'never']
const NIST = /** @type {Record<string, string>} */ ({ prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521', secp224r1: 'P-224', prime192v1: 'P-192' })

/** An X.509 certificate. */
export class X509Certificate {
  /** @type {Facts} */
  #facts
  #raw
  /** @type {KeyObject | undefined} */
  #key

  /** @param {string | Uint8Array} buffer PEM or DER */
  constructor (buffer) {
    if (typeof buffer !== 'string' && viewed(buffer) === undefined) {
      throw invalidArgType('buffer', 'of type string or an instance of Buffer, TypedArray, or DataView', buffer)
    }
    this.#facts = ask('crypto.certificate', { data: base64(bytesOf('buffer', buffer)) })
    this.#raw = Buffer.from(unbase64(this.#facts.raw))
  }

  get subject () { return nameText(this.#facts.subject) }
  get issuer () { return nameText(this.#facts.issuer) }
  get subjectAltName () { return namesText(this.#facts.names) }
  get infoAccess () { return accessText(this.#facts.access) }
  /** Always undefined, because the certificate was given without a chain. */
  get issuerCertificate () { return undefined }
  get validFrom () { return this.#facts.validFrom }
  get validTo () { return this.#facts.validTo }
  get fingerprint () { return this.#print('sha1') }
  get fingerprint256 () { return this.#print('sha256') }
  get fingerprint512 () { return this.#print('sha512') }
  get keyUsage () { return this.#facts.keyUsage ?? undefined }
  get serialNumber () { return this.#facts.serialNumber }
  get ca () { return this.#facts.ca }
  get raw () { return Buffer.from(this.#raw) }
  get publicKey () { return (this.#key ??= publicKey(this.#facts.key)) }

  /** @param {string} digest */
  #print (digest) {
    return createHash(digest).update(this.#raw).digest('hex').toUpperCase().replace(/..(?=.)/g, '$&:')
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} [options] `subject`, `wildcards`, `partialWildcards`, `multiLabelWildcards`
   * @returns {string | undefined} the name in the certificate that matches the host
   */
  checkHost (name, options) {
    const { subject, ...rules } = checkedOptions(text('name', name), options)
    return this.#own('DNS', 'CN', subject).find((pattern) => matchesHost(pattern, name, rules))
  }

  /**
   * @param {string} email
   * @param {Record<string, any>} [options] `subject`
   * @returns {string | undefined} the address, where the certificate is for it
   */
  checkEmail (email, options) {
    const { subject } = checkedOptions(text('email', email), options)
    return this.#own('email', 'emailAddress', subject).some((own) => matchesMail(own, email)) ? email : undefined
  }

  /**
   * @param {string} ip
   * @returns {string | undefined} the address, where the certificate is for it
   */
  checkIP (ip) {
    const asked = plainAddress(text('ip', ip))
    return this.#facts.names.some(([kind, own]) => kind === 'IP Address' && plainAddress(own) === asked) ? ip : undefined
  }

  /**
   * @param {string} kind of alternative names
   * @param {string} part of the subject
   * @param {string} subject when that counts
   */
  #own (kind, part, subject) {
    const names = this.#facts.names.filter(([own]) => own === kind).map(([, value]) => value)
    if (subject === 'never' || (subject === 'default' && names.length)) return names
    return [...names, ...this.#facts.subject.flat().filter(([own]) => own === part).map(([, value]) => value)]
  }

  /**
   * Return whether another certificate can be that of the issuer; no signature is verified.
   * @param {X509Certificate} otherCert
   * @returns {boolean}
   */
  checkIssued (otherCert) {
    if (!(otherCert instanceof X509Certificate)) throw invalidArgType('otherCert', 'an instance of X509Certificate', otherCert)
    return ask('crypto.certificate.issued', { data: this.#facts.raw, other: otherCert.#facts.raw }).valid
  }

  /**
   * Return whether this certificate holds the public key of a private key.
   * @param {KeyObject} pkey
   * @returns {boolean}
   */
  checkPrivateKey (pkey) {
    return createPublicKey(checkedKey(pkey, 'private')).equals(this.publicKey)
  }

  /**
   * Return whether its signature was made with the private key of a public one.
   * @param {KeyObject} pkey
   * @returns {boolean}
   */
  verify (pkey) {
    return ask('crypto.certificate.verify', { data: this.#facts.raw, key: givenOf(checkedKey(pkey, 'public')) }).valid
  }

  /** Return the object that `getPeerCertificate()` of a TLS connection returns. @returns {Record<string, any>} */
  toLegacyObject () {
    const { subject, issuer, names, access, key, ca } = this.#facts
    const [subjectaltname, infoAccess] = [namesText(names), legacyAccess(access)]
    return {
      subject: legacyName(subject),
      issuer: legacyName(issuer),
      ...(subjectaltname === undefined ? {} : { subjectaltname }),
      ...(infoAccess === undefined ? {} : { infoAccess }),
      ca,
      ...this.#legacyKey(key),
      valid_from: this.validFrom,
      valid_to: this.validTo,
      fingerprint: this.fingerprint,
      fingerprint256: this.fingerprint256,
      fingerprint512: this.fingerprint512,
      ...(this.keyUsage === undefined ? {} : { ext_key_usage: this.keyUsage }),
      serialNumber: this.serialNumber,
      raw: this.raw
    }
  }

  /** @param {import('./keys/key-object.js').KeyFacts} key */
  #legacyKey ({ kind, modulus, curve, point, spki, exponent }) {
    if (kind === 'rsa') {
      const { n } = this.publicKey.export({ format: 'jwk' })
      const digits = Buffer.from(n, 'base64url').toString('hex').toUpperCase()
      return { modulus: digits, bits: modulus, exponent: `0x${BigInt(exponent ?? 0).toString(16)}`, pubkey: Buffer.from(unbase64(spki)) }
    }
    if (kind !== 'ec' || !curve || !point) return {}
    const nist = NIST[curve]
    const bits = Math.floor((unbase64(point).length - 1) / 2) * 8
    const named = nist ? { asn1Curve: curve, nistCurve: nist } : { asn1Curve: curve }
    return { bits: nist === 'P-521' ? 521 : bits, pubkey: Buffer.from(unbase64(point)), ...named }
  }

  /** PEM. */
  toString () {
    const lines = this.#facts.raw.match(/.{1,64}/g) ?? []
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  }

  toJSON () {
    return this.toString()
  }

  /**
   * @param {number} _depth
   * @param {any} options
   * @param {(value: any, options: any) => string} inspect
   */
  [Symbol.for('nodejs.util.inspect.custom')] (_depth, options, inspect) {
    const { subject, subjectAltName, issuer, infoAccess, validFrom, validTo, fingerprint, fingerprint256, fingerprint512, keyUsage, serialNumber } = this
    const shown = { subject, subjectAltName, issuer, infoAccess, validFrom, validTo, fingerprint, fingerprint256, fingerprint512, keyUsage, serialNumber }
    return `X509Certificate ${inspect(shown, options)}`
  }
}

/**
 * @param {string} _name that was checked
 * @param {any} options
 * @returns {{ subject: string, wildcards: boolean, partialWildcards: boolean, multiLabelWildcards: boolean }}
 */
function checkedOptions (_name, options = {}) {
  const { subject = 'default', wildcards = true, partialWildcards = true, multiLabelWildcards = false, singleLabelSubdomains = false } = object('options', options)
  if (typeof subject !== 'string') throw invalidArgType('options.subject', 'of type string', subject)
  const flags = { wildcards, partialWildcards, multiLabelWildcards, singleLabelSubdomains }
  for (const [key, value] of Object.entries(flags)) if (typeof value !== 'boolean') throw invalidArgType(`options.${key}`, 'of type boolean', value)
  if (!SUBJECT.includes(subject)) throw invalidArgValue('options.subject', subject)
  return { subject, wildcards, partialWildcards, multiLabelWildcards }
}

/**
 * @param {any} key
 * @param {'public' | 'private'} type
 * @returns {KeyObject}
 */
function checkedKey (key, type) {
  if (!(key instanceof KeyObject)) throw invalidArgType('pkey', 'an instance of KeyObject', key)
  if (key.type !== type) throw invalidArgValue('pkey', key)
  return key
}
