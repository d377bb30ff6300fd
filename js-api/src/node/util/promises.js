/**
 * Callbacks as promises and promises as callbacks.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { nextTick } from '../internal/tick.js'

export const custom = Symbol.for('nodejs.util.promisify.custom')
/** The names of the values with which a function calls back, where it has several. */
export const customArgs = Symbol.for('oro.util.promisify.args')

/**
 * Make a function that returns a promise of one that takes `(error, value) => …` last.
 * @param {any} original
 * @returns {any} its own `util.promisify.custom`, where it has one
 */
export function promisify (original) {
  if (typeof original !== 'function') throw invalidArgType('original', 'of type function', original)
  if (original[custom]) {
    if (typeof original[custom] !== 'function') throw invalidArgType('util.promisify.custom', 'of type function', original[custom])
    return named(original[custom], original[custom])
  }
  const names = original[customArgs]
  /** @this {any} @param {...any} args */
  function fn (...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (/** @type {any} */ error, /** @type {any[]} */ ...values) => {
        if (error) return reject(error)
        resolve(names && values.length > 1 ? Object.fromEntries(names.map((/** @type {string} */ name, /** @type {number} */ at) => [name, values[at]])) : values[0])
      }])
    })
  }
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original))
  named(fn, fn)
  return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original))
}
promisify.custom = custom

/**
 * @param {any} fn
 * @param {any} value
 */
function named (fn, value) {
  return Object.defineProperty(fn, custom, { value, enumerable: false, writable: false, configurable: true })
}

/**
 * Make a function that takes `(error, value) => …` last of one that returns a promise.
 * @param {(...args: any[]) => Promise<any>} original
 * @returns {(...args: any[]) => void}
 */
export function callbackify (original) {
  if (typeof original !== 'function') throw invalidArgType('original', 'of type function', original)
  /** @this {any} @param {...any} args */
  function callbackified (...args) {
    const callback = args.pop()
    if (typeof callback !== 'function') {
      const { code, message } = invalidArgType('last', 'of type function', callback)
      throw nodeError(TypeError, code, message.replace('"last"', 'last'))
    }
    Reflect.apply(original, this, args).then(
      (/** @type {any} */ value) => nextTick(callback.bind(this), null, value),
      (/** @type {any} */ error) => nextTick(callback.bind(this), error || falsy(error))
    )
  }
  const descriptors = Object.getOwnPropertyDescriptors(original)
  if (typeof descriptors.length?.value === 'number') descriptors.length.value++
  if (typeof descriptors.name?.value === 'string') descriptors.name.value += 'Callbackified'
  return Object.defineProperties(callbackified, descriptors)
}

/** @param {any} reason */
function falsy (reason) {
  return nodeError(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value', { reason })
}
