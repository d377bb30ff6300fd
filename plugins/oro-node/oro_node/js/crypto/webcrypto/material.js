/** How a CryptoKey of the engine becomes a KeyObject: from what it was imported from, or from what it exports. */

import { base64, bytesOf, shown, viewed } from '../base/bytes.js'
import { ask } from '../base/host.js'
import { createPrivateKey, createPublicKey, createSecretKey } from '../keys/given.js'
import { publicKey } from '../keys/key-object.js'

/** @typedef {import('../keys/key-object.js').KeyObject} KeyObject */

/**
 * @param {string} format
 * @param {any} data
 * @param {CryptoKey} key
 * @returns {() => KeyObject}
 */
export function materialOf (format, data, key) {
  const bytes = format === 'jwk' ? undefined : viewed(data)?.slice()
  const jwk = format === 'jwk' ? { ...data } : undefined
  return () => {
    if (jwk !== undefined) return ofJWK(jwk, key.type)
    const own = bytes ?? new Uint8Array()
    if (format === 'pkcs8') return createPrivateKey({ key: own, format: 'der', type: format })
    if (format === 'spki') return createPublicKey({ key: own, format: 'der', type: format })
    return key.type === 'secret' ? createSecretKey(own) : ofPoint(own, /** @type {any} */ (key.algorithm))
  }
}

/**
 * @param {Record<string, any>} jwk
 * @param {string} type
 */
function ofJWK (jwk, type) {
  if (type === 'secret') return createSecretKey(bytesOf('k', jwk.k, 'base64url'))
  return type === 'private' ? createPrivateKey({ key: jwk, format: 'jwk' }) : createPublicKey({ key: jwk, format: 'jwk' })
}

/**
 * @param {Uint8Array} point
 * @param {{ name: string, namedCurve?: string }} algorithm
 */
function ofPoint (point, { name, namedCurve }) {
  if (namedCurve === undefined) return createPublicKey({ key: { kty: 'OKP', crv: name, x: shown(point, 'base64url') }, format: 'jwk' })
  return publicKey(ask('crypto.importPublic', { key: { format: 'raw', data: base64(point), curve: namedCurve } }))
}
