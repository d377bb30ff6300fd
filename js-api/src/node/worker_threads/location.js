/**
 * Where the code of a worker is.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError } from '../../base/errors/node.js'
import * as files from '../module/files.js'
import { inOrigin, placeOf } from '../module/places.js'
import { folderOf, nearestPackage } from '../module/resolve.js'

const LOADED = new Set(['oro:', 'http:', 'https:', 'data:', 'blob:'])

/**
 * @param {any} filename a path on disk or of the app's origin, one relative to the page, or a URL object
 * @param {boolean} isSource
 * @returns {string} a URL, or the source
 */
export function locate (filename, isSource) {
  if (isSource) {
    if (typeof filename !== 'string') throw invalidArgValue('options.eval', isSource, "must be false when 'filename' is not a string")
    return filename
  }
  if (filename instanceof URL) {
    if (!LOADED.has(filename.protocol)) throw nodeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme oro')
    return filename.href
  }
  if (typeof filename !== 'string') throw invalidArgType('filename', 'of type string or an instance of URL', filename)
  if (!/^(\/|\.\.?\/)/.test(filename)) {
    const scheme = /^(file:\/\/|data:)/.exec(filename)?.[0]
    const wrap = scheme ? ` Wrap ${scheme} URLs with \`new URL\`.` : ''
    throw nodeError(TypeError, 'ERR_WORKER_PATH', `The worker script or module filename must be an absolute path or a relative path starting with './' or '../'.${wrap} Received "${filename}"`)
  }
  const path = filename.startsWith('/') ? inOrigin(placeOf(filename)) : filename
  return new URL(path, globalThis.document?.baseURI ?? globalThis.location.href).href
}

/**
 * @param {string} url
 * @returns {boolean} whether its extension or its package says CommonJS; what says nothing is a module of the web
 */
export function isCommonJS (url) {
  const { origin, pathname, protocol } = new URL(url)
  if (pathname.endsWith('.cjs')) return true
  if (!pathname.endsWith('.js') || !(`${protocol}//${new URL(url).host}` === files.origin() || origin === files.origin())) return false
  const type = nearestPackage(folderOf(pathname), files)?.json.type
  return type === 'commonjs' || (type !== 'module' && pathname.includes('/node_modules/'))
}
