/**
 * Packages of npm by name. Those of the app's `node_modules` are had from there; a service elsewhere is not asked.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { origin } from '../../node/module/files.js'
import { Name, Package } from '../commonjs/package.js'

/**
 * @param {string} specifier `npm:NAME`, `npm:NAME/path` or without the scheme
 * @returns {string} the URL of the file in the app that `require()` gives
 * @throws {NotImplementedError} the app has no such package
 */
export function resolve (specifier) {
  const { name, pathname } = new Name(specifier.replace(/^npm:/, ''))
  const url = found(name)?.resolve(pathname ? `.${pathname}` : '.')
  if (!url) throw elsewhere(specifier)
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
 * Import a package of the app, by what it has for `import`.
 * @param {string} specifier as for `resolve()`
 * @returns {Promise<any>} its namespace
 * @throws {NotImplementedError} the app has no such package
 */
export async function load (specifier) {
  const { name, pathname } = new Name(specifier.replace(/^npm:/, ''))
  if (!found(name)) throw elsewhere(specifier)
  return import(`${origin()}/oro/packages/${encodeURI(name + (pathname ?? ''))}`)
}

/** @param {string} specifier */
function elsewhere (specifier) {
  return new NotImplementedError(`Loading "${specifier}" from elsewhere than the app's node_modules`)
}

export default { load, resolve }
