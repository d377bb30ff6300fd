/**
 * File paths as URLs and back.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError } from '../../base/errors/node.js'
import { placeOf } from '../module/places.js'
import path from '../path.js'
import { invalid } from './classes.js'

/** Characters that Node escapes although a URL could hold them. */
const ESCAPED = /[%\\\n\r\t?#[\]^|~]/g
const isWindows = path.sep === '\\'

/**
 * @param {string | URL} url of scheme file, or of the app's origin: a module says of itself that it is there
 * @param {{ windows?: boolean }} [options]
 * @returns {string}
 * @throws {TypeError} it names no file
 */
export function fileURLToPath (url, { windows = isWindows } = {}) {
  if (typeof url === 'string' && !URL.canParse(url)) throw invalid(url)
  const parsed = typeof url === 'string' ? new URL(url) : url
  if (!(parsed instanceof URL)) throw invalidArgType('path', 'of type string or an instance of URL', url)
  if (parsed.protocol === 'oro:' && parsed.href.startsWith(`${globalThis.__args?.origin}/`)) return placeOf(parsed.href)
  if (parsed.protocol !== 'file:') throw nodeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file')
  return windows ? windowsPath(parsed) : posixPath(parsed)
}

/**
 * @param {string} filepath
 * @param {{ windows?: boolean }} [options]
 * @returns {URL}
 */
export function pathToFileURL (filepath, { windows = isWindows } = {}) {
  const kind = windows ? path.win32 : path.posix
  if (typeof filepath !== 'string') throw invalidArgType('path', 'of type string', filepath)
  if (windows && filepath.startsWith('\\\\')) return sharedURL(filepath)
  let resolved = kind.resolve(filepath)
  if (/[\\/]$/.test(filepath) && (windows || filepath.endsWith('/')) && !resolved.endsWith(kind.sep)) resolved += kind.sep
  const text = windows ? resolved.replaceAll('\\', '/').replace(ESCAPED, escaped) : resolved.replace(ESCAPED, escaped)
  return new URL(`file://${text.startsWith('/') ? '' : '/'}${text}`)
}

/** @param {string} character of ASCII */
function escaped (character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** @param {string} filepath such as `\\server\share\file` */
function sharedURL (filepath) {
  const [, , server, share, ...rest] = filepath.split('\\')
  if (!share) throw invalidArgValue('path', filepath, 'Missing UNC resource path')
  if (!server) throw invalidArgValue('path', filepath, 'Empty UNC servername')
  const url = new URL('file://')
  url.hostname = server
  url.pathname = [share, ...rest].join('/').replaceAll('%', '%25')
  return url
}

/** @param {URL} url */
function posixPath (url) {
  if (url.hostname !== '') {
    throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_HOST', `File URL host must be "localhost" or empty on ${globalThis.__args?.client?.platform ?? 'linux'}`)
  }
  if (/%2f/i.test(url.pathname)) throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters')
  return decodeURIComponent(url.pathname)
}

/** @param {URL} url */
function windowsPath (url) {
  if (/%2f|%5c/i.test(url.pathname)) {
    throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded \\ or / characters')
  }
  const text = decodeURIComponent(url.pathname.replaceAll('/', '\\'))
  if (url.hostname !== '') return `\\\\${url.hostname}${text}`
  if (!/^\\[a-z]:/i.test(text)) throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must be absolute')
  return text.slice(1)
}
