/**
 * A stream that is initialized on its first use: most hashes and ciphers are not used as streams, and making one costs
 * more than a digest.
 */

import { adoptable } from 'oro:internal/callable'
import { Transform } from 'oro:stream'

const STATES = ['_readableState', '_writableState']
const pending = Symbol('options')

/**
 * @this {any}
 * @param {any} options of the stream
 */
function Lazy (options) {
  this[pending] = options
}

Object.setPrototypeOf(Lazy.prototype, Transform.prototype)
for (const name of STATES) {
  Object.defineProperty(Lazy.prototype, name, {
    get () {
      begin(this)
      return this[name]
    },
    set (value) {
      Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true })
    },
    configurable: true
  })
}

/** @param {any} stream to initialize */
function begin (stream) {
  for (const name of STATES) stream[name] = undefined
  const options = stream[pending]
  stream[pending] = undefined
  Reflect.apply(/** @type {any} */ (Transform), stream, [options])
}

export const LazyTransform = adoptable(/** @type {typeof Transform} */ (/** @type {unknown} */ (Lazy)))
