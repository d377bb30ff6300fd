// The names of modules that pages have from the runtime, for Vite and for other bundlers.

import { builtinModules } from 'node:module'

import { isInstalled } from './installed.js'

/** Specifiers of the runtime's modules: `oro:fs`, `node:fs`, and its files below `/oro/`. */
export const RUNTIME = /^(?:oro:|node:|\/oro\/)/

/** Names of Node's modules without their scheme, as `fs` and `fs/promises`. */
export const BUILTINS = new Set(builtinModules.filter((name) => !name.startsWith('_') && !name.includes(':')))

/**
 * Returns the name by which pages have a module from the runtime, so that a bundler leaves the import to it:
 * `oro:fs` for itself, `node:fs` for `fs` unless a package of that name is installed; null for every other specifier.
 *
 * @param {string} specifier
 * @param {string} [importer] the importing file
 * @param {boolean} [builtins] whether names of Node's without their scheme are the runtime's
 * @returns {string | null}
 */
export function runtimeName (specifier, importer, builtins = true) {
  if (RUNTIME.test(specifier)) return specifier
  return builtins && BUILTINS.has(specifier) && !isInstalled(specifier, importer) ? `node:${specifier}` : null
}
