/**
 * Warnings and messages for developers.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import inspecting from '../../internal/vendor/inspect.js'
import { builtin } from '../module/builtins.js'

/** @type {Set<string>} */
const warned = new Set()

/**
 * Make a function that warns once, by the event `warning` of the process, that it should not be used any more.
 * @template {Function} F
 * @param {F} fn
 * @param {string} message
 * @param {string} [code] one that was said already is not said again
 * @returns {F}
 */
export function deprecate (fn, message, code) {
  if (code !== undefined && typeof code !== 'string') throw invalidArgType('code', 'of type string', code)
  let said = false
  /** @this {any} @param {...any} args */
  function deprecated (...args) {
    if (!said && !(code && warned.has(code))) {
      builtin('process').emitWarning(message, 'DeprecationWarning', code)
      if (code) warned.add(code)
    }
    said = true
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args)
  }
  Object.setPrototypeOf(deprecated, fn)
  if (fn.prototype) deprecated.prototype = fn.prototype
  return /** @type {any} */ (deprecated)
}

/**
 * Make a function that writes to the console when the variable NODE_DEBUG names `section`.
 * @param {string} section
 * @param {(log: any) => void} [callback] given the function to use from then on, at the first message
 * @returns {((...args: any[]) => void) & { readonly enabled: boolean }}
 */
export function debuglog (section, callback) {
  const name = section.toUpperCase()
  const enabled = (globalThis.__args?.env?.NODE_DEBUG ?? '').toUpperCase().split(',').some((pattern) => matches(pattern.trim(), name))
  let first = true
  const log = (/** @type {any[]} */ ...args) => {
    if (first && callback) callback(log)
    first = false
    if (enabled) console.error(`${name} ${inspecting.format(...args)}`)
  }
  return Object.defineProperty(log, 'enabled', { get: () => enabled })
}

/**
 * @param {string} pattern with `*`
 * @param {string} name
 */
function matches (pattern, name) {
  if (pattern === '') return false
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`).test(name)
}
