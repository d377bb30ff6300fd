/**
 * Warnings and messages for developers.
 * @module
 */

import inspecting from '../../internal/vendor/inspect.js'

/** @type {Set<string>} */
const warned = new Set()

/**
 * Make a function that says once on the console that it should not be used any more.
 * @template {Function} F
 * @param {F} fn
 * @param {string} message
 * @param {string} [code] one that was said already is not said again
 * @returns {F}
 */
export function deprecate (fn, message, code) {
  let said = false
  /** @this {any} @param {...any} args */
  function deprecated (...args) {
    if (!said && !(code && warned.has(code))) {
      console.warn(`${code ? `[${code}] ` : ''}DeprecationWarning: ${message}`)
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
