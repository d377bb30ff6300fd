// Whether a project has a package, as Node finds it.

import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Returns whether the package of a specifier is in node_modules of the importing file or above it.
 *
 * @param {string} specifier
 * @param {string | undefined} importer a file; the project's without one
 */
export function isInstalled (specifier, importer) {
  const from = importer?.startsWith('/') ? importer.replace(/\?.*$/, '') : join(process.cwd(), 'index.js')
  try {
    createRequire(from).resolve(`${specifier.split('/')[0]}/package.json`)
    return true
  } catch (error) {
    return error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
  }
}
