/** `crypto.subtle`: the engine's, which also has Ed448 and X448, and whose keys `KeyObject.from()` takes. */

import { keep } from '../keys/kept.js'
import { agreed, curveNamed, exported, generated, imported, signed, verified } from './curve448.js'
import { materialOf } from './material.js'
import { OwnKey } from './own-key.js'

const engine = globalThis.crypto?.subtle
const Base = /** @type {{ new (): any, prototype: any }} */ (/** @type {unknown} */ (class {}))
if (typeof SubtleCrypto === 'function') Object.setPrototypeOf(Base.prototype, SubtleCrypto.prototype)

/**
 * Keep the bytes of a key that the engine made, and return it as extractable as it was to be.
 * @param {CryptoKey} key extractable
 * @param {boolean} extractable
 * @returns {Promise<CryptoKey>}
 */
async function known (key, extractable) {
  const format = key.type === 'secret' ? 'raw' : key.type === 'private' ? 'pkcs8' : 'spki'
  const bytes = await engine.exportKey(format, key)
  const same = extractable || key.type === 'public'
  const made = same ? key : await engine.importKey(format, bytes, /** @type {any} */ (key.algorithm), false, key.usages)
  return keep(made, materialOf(format, bytes, made))
}

/** Node's SubtleCrypto. */
class Subtle extends Base {
  /**
   * @param {any} algorithm
   * @param {any} data
   */
  async digest (algorithm, data) {
    return engine.digest(algorithm, data)
  }

  /**
   * @param {any} algorithm
   * @param {boolean} extractable
   * @param {any} usages
   */
  async generateKey (algorithm, extractable, usages) {
    const curve = curveNamed(algorithm)
    if (curve !== undefined) return generated(curve, extractable, [...usages])
    const made = /** @type {any} */ (await engine.generateKey(algorithm, true, usages))
    if (made.privateKey === undefined) return known(made, extractable)
    return { publicKey: await known(made.publicKey, true), privateKey: await known(made.privateKey, extractable) }
  }

  /**
   * @param {any} format
   * @param {any} data
   * @param {any} algorithm
   * @param {boolean} extractable
   * @param {any} usages
   */
  async importKey (format, data, algorithm, extractable, usages) {
    const curve = curveNamed(algorithm)
    if (curve !== undefined) return imported(format, data, curve, extractable, [...usages])
    const key = await engine.importKey(format, data, algorithm, extractable, usages)
    return keep(key, materialOf(format, data, key))
  }

  /**
   * @param {any} format
   * @param {any} key
   */
  async exportKey (format, key) {
    return key instanceof OwnKey ? exported(format, key) : engine.exportKey(format, key)
  }

  /**
   * @param {any} algorithm
   * @param {any} key
   * @param {any} data
   */
  async encrypt (algorithm, key, data) {
    return engine.encrypt(algorithm, key, data)
  }

  /**
   * @param {any} algorithm
   * @param {any} key
   * @param {any} data
   */
  async decrypt (algorithm, key, data) {
    return engine.decrypt(algorithm, key, data)
  }

  /**
   * @param {any} algorithm
   * @param {any} key
   * @param {any} data
   */
  async sign (algorithm, key, data) {
    return curveNamed(algorithm) === 'Ed448' ? signed(key, data) : engine.sign(algorithm, key, data)
  }

  /**
   * @param {any} algorithm
   * @param {any} key
   * @param {any} signature
   * @param {any} data
   */
  async verify (algorithm, key, signature, data) {
    return curveNamed(algorithm) === 'Ed448' ? verified(key, signature, data) : engine.verify(algorithm, key, signature, data)
  }

  /**
   * @param {any} algorithm
   * @param {any} key
   * @param {any} [length] bits
   */
  async deriveBits (algorithm, key, length) {
    return curveNamed(algorithm) === 'X448' ? agreed(algorithm, key, length) : engine.deriveBits(algorithm, key, length)
  }

  /**
   * @param {any} algorithm
   * @param {any} key
   * @param {any} derived the algorithm of the new key
   * @param {boolean} extractable
   * @param {any} usages
   */
  async deriveKey (algorithm, key, derived, extractable, usages) {
    if (curveNamed(algorithm) !== 'X448') return known(await engine.deriveKey(algorithm, key, derived, true, usages), extractable)
    const bits = agreed(algorithm, key, null, 'deriveKey')
    const length = derived.length === undefined ? bits.byteLength : Math.ceil(derived.length / 8)
    return this.importKey('raw', bits.slice(0, length), derived, extractable, usages)
  }

  /**
   * @param {any} format
   * @param {any} key
   * @param {any} wrapping
   * @param {any} algorithm
   */
  async wrapKey (format, key, wrapping, algorithm) {
    return engine.wrapKey(format, key, wrapping, algorithm)
  }

  /**
   * @param {any} format
   * @param {any} wrapped
   * @param {any} unwrapping
   * @param {any} algorithm
   * @param {any} own the algorithm of the key
   * @param {boolean} extractable
   * @param {any} usages
   */
  async unwrapKey (format, wrapped, unwrapping, algorithm, own, extractable, usages) {
    return known(await engine.unwrapKey(format, wrapped, unwrapping, algorithm, own, true, usages), extractable)
  }
}

export const subtle = /** @type {SubtleCrypto} */ (new Subtle())
