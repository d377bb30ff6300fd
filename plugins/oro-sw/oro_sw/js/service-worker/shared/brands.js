/**
 * Kinds of objects, whichever realm's class made them: an engine's own members answer for their kind and throw for others.
 * @module
 */

/**
 * @param {string} type name of a class of the engine
 * @param {string} member an attribute of its objects
 * @returns {(value: any) => boolean}
 */
function brand (type, member) {
  const get = Object.getOwnPropertyDescriptor(/** @type {any} */ (globalThis)[type]?.prototype ?? {}, member)?.get
  return (value) => {
    if (!get || typeof value !== 'object' || value === null) return false
    try {
      get.call(value)
      return true
    } catch {
      return false
    }
  }
}

/** @type {(value: any) => value is Request} */
export const isRequest = /** @type {any} */ (brand('Request', 'url'))
/** @type {(value: any) => value is Response} */
export const isResponse = /** @type {any} */ (brand('Response', 'status'))
/** @type {(value: any) => value is MessagePort} */
export const isPort = /** @type {any} */ (brand('MessagePort', 'onmessage'))
/** @type {(value: any) => value is ArrayBuffer} */
export const isBuffer = /** @type {any} */ (brand('ArrayBuffer', 'byteLength'))

const kindOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get

/**
 * @param {any} value
 * @returns {value is Uint8Array}
 */
export function isBytes (value) {
  return kindOf?.call(value) === 'Uint8Array'
}

const STREAMS = ['ReadableStream', 'WritableStream'].map((type) => brand(type, 'locked'))

/**
 * @param {any} value
 * @returns {value is ReadableStream | WritableStream}
 */
export function isStream (value) {
  return STREAMS.some((is) => is(value))
}
