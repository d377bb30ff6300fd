/**
 * The platform's URL, Node's legacy one, and file paths as URLs.
 * @module
 */

import './url/inspected.js'
import { URL, URLSearchParams } from './url/classes.js'
import { fileURLToPath, pathToFileURL } from './url/file.js'
import { callable } from '../internal/callable.js'
import { domainToASCII, domainToUnicode, format, parse, resolve, urlToHttpOptions } from './url/whatwg.js'
import vendor from '../internal/vendor/url.js'

export { URL, URLSearchParams }
/** The engine's URLPattern; undefined where it has none. */
export const URLPattern = /** @type {any} */ (globalThis).URLPattern
export const { resolveObject } = vendor
export const Url = callable(vendor.Url)
export { domainToASCII, domainToUnicode, fileURLToPath, format, parse, pathToFileURL, resolve, urlToHttpOptions }

/** The schemes this app answers, with their colons. */
export const protocols = new Set(['oro:', 'ipc:', 'node:', 'npm:', 'http:', 'https:', 'ws:', 'wss:', 'file:', 'blob:', 'data:'])

/**
 * @param {string | URL} url
 * @param {string | URL} [base]
 * @returns {URL | null} null when it is none
 */
export function parseURL (url, base) {
  return URL.canParse(url, base) ? new URL(url, base) : null
}

export default {
  Url,
  parse,
  resolve,
  resolveObject,
  format,
  URL,
  URLSearchParams,
  URLPattern,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  urlToHttpOptions,
  parseURL,
  protocols
}
