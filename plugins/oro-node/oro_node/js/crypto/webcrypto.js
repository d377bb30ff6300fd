/** `crypto.webcrypto`: the engine's Web Crypto, which also has what Node's has. */

import { getRandomValues, randomUUID } from './keys/random.js'
import { subtle } from './webcrypto/subtle.js'

const Base = /** @type {{ new (): any, prototype: any }} */ (/** @type {unknown} */ (class {}))
if (typeof Crypto === 'function') Object.setPrototypeOf(Base.prototype, Crypto.prototype)

/** Node's Crypto. */
class WebCrypto extends Base {
  get subtle () {
    return subtle
  }

  /**
   * @template {ArrayBufferView} T
   * @param {T} array
   */
  getRandomValues (array) {
    return getRandomValues(array)
  }

  randomUUID () {
    return randomUUID()
  }
}

export { subtle }
export const webcrypto = /** @type {Crypto} */ (new WebCrypto())
