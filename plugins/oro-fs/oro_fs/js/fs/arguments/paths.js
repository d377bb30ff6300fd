import { invalidArgType, invalidArgValue, nodeError } from 'oro:errors/node'

/** @typedef {string | URL | Uint8Array} PathLike */

/**
 * A path as routes take it. A `file:` URL becomes the path it names, an `oro:` URL stays one, and bytes that
 * are no UTF-8 become a `file:` URL, which can carry them.
 * @param {PathLike} value
 * @param {string} [name] what the argument is called
 * @returns {string}
 */
export function toPath (value, name = 'path') {
  const path = textOf(value, name)
  if (!path.includes('\0')) return path
  throw invalidArgValue(name, path, 'must be a string, Uint8Array, or URL without null bytes')
}

/**
 * Undo what `fs.readdir` does to names: `%XX` for every byte that is not plain.
 * @param {string} name
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function nameBytes (name) {
  const encoded = new TextEncoder().encode(name)
  const bytes = new Uint8Array(encoded.length)
  let length = 0
  for (let index = 0; index < encoded.length; index++) {
    const isEscape = encoded[index] === 0x25
    bytes[length++] = isEscape ? parseInt(String.fromCharCode(encoded[index + 1], encoded[index + 2]), 16) : encoded[index]
    if (isEscape) index += 2
  }
  return bytes.slice(0, length)
}

/**
 * @param {any} value
 * @param {string} name
 * @returns {string}
 */
function textOf (value, name) {
  if (typeof value === 'string') return value
  if (value instanceof URL) return fromURL(value)
  if (value instanceof Uint8Array) return fromBytes(value)
  throw invalidArgType(name, 'of type string or an instance of Buffer or URL', value)
}

/** @param {URL} url */
function fromURL (url) {
  if (url.protocol === 'oro:') return url.href
  if (url.protocol !== 'file:') throw nodeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file')
  if (/%2f/i.test(url.pathname)) {
    throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters')
  }
  try {
    return decodeURIComponent(url.pathname)
  } catch {
    return `file://${url.pathname}`
  }
}

/** @param {Uint8Array} bytes */
function fromBytes (bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return 'file://' + Array.from(bytes, (byte) => (
      /[\w./~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : '%' + byte.toString(16).padStart(2, '0')
    )).join('')
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
export function joinPath (folder, name) {
  if (!folder || !name) return folder || name
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

/** @param {string} path */
export function parentOf (path) {
  const cut = path.replace(/\/+$/, '').replace(/[^/]*$/, '').replace(/(.)\/+$/, '$1')
  return cut || (path.startsWith('/') ? '/' : '.')
}

/**
 * A path without `.`, `..` and doubled slashes.
 * @param {string} path
 * @param {string} [folder] where a relative one starts
 */
export function resolved (path, folder = '') {
  const full = path.startsWith('/') ? path : joinPath(folder, path)
  /** @type {string[]} */
  const parts = []
  for (const part of full.split('/')) {
    if (part === '..' && parts.length && parts.at(-1) !== '..') parts.pop()
    else if (part && part !== '.' && !(part === '..' && full.startsWith('/'))) parts.push(part)
  }
  return full.startsWith('/') ? `/${parts.join('/')}` : parts.join('/')
}
