/**
 * The function `require` of one module.
 * @module
 */

import { invalidArgType, invalidArgValue } from '../../base/errors/node.js'
import { isBuiltin } from './builtins.js'

/** @typedef {import('./module.js').Module} Module */
/** @typedef {typeof import('./module.js').Module} ModuleClass */
/** @typedef {((specifier: string) => any) & { resolve: any, cache: Record<string, Module>, main: Module | undefined, extensions: any }} Require */

/** @param {any} specifier */
function checked (specifier) {
  if (typeof specifier !== 'string') throw invalidArgType('request', 'of type string', specifier)
  return specifier
}

/**
 * @param {ModuleClass} modules
 * @param {Module} module
 * @returns {Require}
 */
export function requireOf (modules, module) {
  /** @param {string} path */
  function require (path) { return module.require(path) }

  /** @param {string} request @param {{ paths?: string[] }} [options] */
  function resolve (request, options) {
    checked(request)
    if (options?.paths === undefined) return modules._resolveFilename(request, module, false, options)
    if (!Array.isArray(options.paths)) throw invalidArgValue('options.paths', options.paths)
    return modules._resolveFilename(request, module, false, options)
  }

  /** @param {string} request @returns {string[] | null} the folders that are searched */
  function paths (request) { return modules._resolveLookupPaths(checked(request), module) }

  resolve.paths = paths
  return Object.assign(require, { resolve, main: modules.main, extensions: modules._extensions, cache: modules._cache })
}

/** @param {string} request @param {Module | null | undefined} parent @returns {string[] | null} as `require.resolve.paths()` */
export function lookupPaths (request, parent) {
  if (isBuiltin(request)) return null
  if (/^\.{1,2}(\/|$)/.test(request)) return [parent?.filename ? parent.path : '.']
  return parent?.paths ?? []
}
