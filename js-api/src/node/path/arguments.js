/**
 * Node's checks of arguments around the functions of a path package.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { invalidArgType } from '../../base/errors/node.js'
import { cwd } from '../../internal/cwd.js'

/** @typedef {import('../../internal/vendor/path.js').Path} PathFunctions */
/** @typedef {PathFunctions & { matchesGlob (path: string, pattern: string): boolean, _makeLong: PathFunctions['toNamespacedPath'], posix: any, win32: any }} Path */

/**
 * @param {PathFunctions} plain
 * @param {(paths: string[]) => boolean} isComplete whether these say from where to start
 * @param {(path: string, normal: string) => string} [guard] what a normal path must not become
 * @returns {Path}
 */
export function checked (plain, isComplete, guard = (_path, normal) => normal) {
  /** @param {string[]} paths */
  const resolve = (...paths) => {
    for (let index = paths.length - 1; index >= 0; index--) check(`paths[${index}]`, paths[index])
    return guard('', isComplete(paths) ? plain.resolve(...paths) : plain.resolve(cwd(), ...paths))
  }
  return {
    sep: plain.sep,
    delimiter: plain.delimiter,
    resolve,
    basename (path, suffix) {
      if (suffix !== undefined) check('suffix', suffix)
      return plain.basename(check('path', path), suffix)
    },
    dirname: (path) => plain.dirname(check('path', path)),
    extname: (path) => plain.extname(check('path', path)),
    format (parts) {
      if (parts === null || typeof parts !== 'object' || Array.isArray(parts)) throw invalidArgType('pathObject', 'of type object', parts)
      return plain.format(parts.ext && !parts.ext.startsWith('.') ? { ...parts, ext: `.${parts.ext}` } : parts)
    },
    isAbsolute: (path) => plain.isAbsolute(check('path', path)),
    join: (...paths) => guard(paths.map((path) => check('path', path)).filter(Boolean).join(plain.sep), plain.join(...paths)),
    matchesGlob () {
      throw new NotImplementedError('path.matchesGlob()')
    },
    normalize: (path) => guard(path, plain.normalize(check('path', path))),
    parse: (path) => plain.parse(check('path', path)),
    relative (from, to) {
      check('from', from)
      check('to', to)
      return from === to ? '' : plain.relative(resolve(from), resolve(to))
    },
    toNamespacedPath: (/** @type {any} */ path) => typeof path === 'string' && path && plain.sep === '\\' ? namespaced(path, resolve(path), plain) : path,
    get _makeLong () { return this.toNamespacedPath },
    posix: null,
    win32: null
  }
}

/**
 * @param {string} path
 * @param {string} resolved
 * @param {PathFunctions} plain
 */
function namespaced (path, resolved, plain) {
  return resolved.length <= 2 ? path : plain.toNamespacedPath(resolved)
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
function check (name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value)
  return value
}
