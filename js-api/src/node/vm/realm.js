/**
 * Realms to run code in: the global object of a frame that has left the page at once, with the names of the language
 * and no others. No request is made for one, and it is collected like any object.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'

/** The globals of a new context in Node. */
const NAMES = new Set(`Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error
  AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer Uint8Array
  Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array
  DataView Map BigInt Set WeakMap WeakSet Proxy Reflect FinalizationRegistry WeakRef decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape unescape eval isFinite isNaN console SharedArrayBuffer Atomics WebAssembly Iterator`.split(/\s+/))

/** @typedef {{ global: any, evaluate: (code: string) => any, Function: FunctionConstructor }} Realm */

/** @type {Realm | undefined} */
let own

/** @returns {Realm} that of the page or worker itself */
export function ownRealm () {
  return own ??= { global: globalThis, evaluate: globalThis.eval, Function: globalThis.Function }
}

/**
 * @returns {Realm}
 * @throws {NotImplementedError} a worker has no frames
 */
export function newRealm () {
  if (typeof document === 'undefined') throw new NotImplementedError('vm.createContext() in a worker')
  const frame = document.createElement('iframe')
  frame.hidden = true
  document.documentElement.append(frame)
  const global = /** @type {any} */ (frame.contentWindow)
  const realm = { global, evaluate: global.eval, Function: global.Function }
  frame.remove()
  for (const name of Object.getOwnPropertyNames(global)) if (!NAMES.has(name)) Reflect.deleteProperty(global, name)
  return realm
}
