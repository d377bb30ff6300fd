/** A CryptoKey of a kind that engines do not have. */

import { keep } from '../keys/kept.js'

const Base = /** @type {{ new (): any, prototype: any }} */ (/** @type {unknown} */ (class {}))
if (typeof CryptoKey === 'function') Object.setPrototypeOf(Base.prototype, CryptoKey.prototype)

/** A key of the host, with the members of the engine's CryptoKey. It cannot be cloned or stored. */
export class OwnKey extends Base {
  #type
  #algorithm
  #extractable
  #usages

  /**
   * @param {import('../keys/key-object.js').KeyObject} object
   * @param {{ name: string }} algorithm
   * @param {boolean} extractable
   * @param {string[]} usages
   */
  constructor (object, algorithm, extractable, usages) {
    super()
    this.#type = object.type
    this.#algorithm = algorithm
    this.#extractable = extractable
    this.#usages = usages
    keep(this, () => object)
  }

  get type () { return this.#type }
  get algorithm () { return this.#algorithm }
  get extractable () { return this.#extractable }
  get usages () { return this.#usages }
}

/**
 * @param {string} name of the error
 * @param {string} message
 * @param {any} [cause]
 */
export function failed (name, message, cause) {
  return Object.assign(new DOMException(message, name), cause === undefined ? {} : { cause })
}
