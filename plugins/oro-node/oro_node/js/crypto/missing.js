/**
 * The members of Node's crypto that pages lack, wholly or in part. The names of ciphers are in `base/missing-ciphers.js`.
 */

import { missing as ciphers } from './base/missing-ciphers.js'

/** @type {readonly { member: string, what: string, why: string }[]} */
export const missing = [
  ...ciphers.map(({ what }) => ({ member: 'createCipheriv', what, why: 'neither the packages nor the library of the host calculate it' })),
  { member: 'createHash', what: 'sm3', why: 'neither the packages nor the library of the host calculate it' },
  { member: 'createECDH', what: 'curves other than NIST\'s prime curves, secp256k1 and Brainpool\'s r1', why: 'the library of the host does not have them' },
  { member: 'generateKeyPair', what: 'ec with paramEncoding "explicit"', why: 'the library of the host writes named curves only' },
  { member: 'generateKeyPair', what: 'dsa with a divisor of other than 160 bits (modulus of 1024) or 256', why: 'the library of the host chooses it' },
  { member: 'KeyObject.from', what: "CryptoKeys that the page's own `crypto.subtle` made", why: 'engines export the bytes of a key later, if at all' },
  { member: 'subtle', what: 'AES with keys of 192 bits in QtWebEngine', why: 'Chromium has none' },
  { member: 'subtle.wrapKey', what: 'keys of Ed448 and X448', why: 'engines wrap their own keys alone' },
  { member: 'subtle.unwrapKey', what: 'keys of Ed448 and X448', why: 'engines unwrap their own keys alone' },
  { member: 'setFips', what: 'switching FIPS mode on', why: 'the library of the host has no such mode' },
  { member: 'setEngine', what: 'engines of OpenSSL', why: 'there are none' },
  { member: 'privateEncrypt', what: 'the padding RSA_X931_PADDING', why: 'the library of the host does not have it' }
]
