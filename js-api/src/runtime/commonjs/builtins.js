/**
 * The modules `require()` knows by name.
 * @module
 */

import { builtin, builtinModules, isBuiltin, nameOf, provide } from '../../node/module/builtins.js'
import { ModuleNotFoundError } from '../../base/errors.js'

/**
 * @param {string} specifier such as `fs`, `node:fs` or `oro:window`
 * @returns {any} what `require()` gives
 * @throws {Error} MODULE_NOT_FOUND: it is none, or no plugin that is installed has it
 */
export function get (specifier) {
  const name = nameOf(specifier)
  if (name === null) throw new ModuleNotFoundError(`Cannot find module '${specifier}'`)
  return builtin(name)
}

/** Have `require()` give a value for the name of a built-in module, from now on. */
export const define = provide

/** Built-in modules by name, each loaded when it is first looked at. @type {Record<string, any>} */
export const builtins = new Proxy(Object.create(null), {
  get: (_, name) => typeof name === 'string' && isBuiltin(name) ? get(name) : undefined,
  has: (_, name) => typeof name === 'string' && isBuiltin(name),
  ownKeys: () => [...builtinModules],
  getOwnPropertyDescriptor: (_, name) => typeof name === 'string' && isBuiltin(name) ? { enumerable: true, configurable: true, writable: false, value: get(name) } : undefined
})

export { builtinModules, isBuiltin }
export default builtins
