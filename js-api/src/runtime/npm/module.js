/**
 * Packages of npm by name. Those of the app's `node_modules` are had from there; a service elsewhere is not asked.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { Name, Package } from '../commonjs/package.js'

/**
 * @param {string} specifier `npm:NAME`, `npm:NAME/path` or without the scheme
 * @returns {string} the URL of its file in the app
 * @throws {NotImplementedError} the app has no such package
 */
export function resolve (specifier) {
  const { name, pathname } = new Name(specifier.replace(/^npm:/, ''))
  const url = found(name)?.resolve(pathname ? `.${pathname}` : '.')
  if (!url) throw new NotImplementedError(`Loading "${specifier}" from elsewhere than the app's node_modules`)
  return url
}

/** @param {string} name */
function found (name) {
  try {
    return Package.load(name)
  } catch {
    return null
  }
}

/**
 * Import a package of the app.
 * @param {string} specifier as for `resolve()`
 * @returns {Promise<any>} its namespace
 */
export async function load (specifier) {
  return import(resolve(specifier))
}

export default { load, resolve }
