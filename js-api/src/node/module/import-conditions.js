/**
 * Finding what `import` means: a package may have another file for it than for `require()`.
 * @module
 */

import * as files from './files.js'
import { resolve } from './resolve.js'

/** @type {WeakMap<object, any>} */
const seen = new WeakMap()

/** @param {any} target of `exports` or `imports` @returns {any} the same with `import` in the place of `require` */
function swapped (target) {
  if (Array.isArray(target)) return target.map(swapped)
  if (target === null || typeof target !== 'object') return target
  const kept = Object.entries(target).filter(([name]) => name !== 'require')
  return Object.fromEntries(kept.map(([name, value]) => [name === 'import' ? 'require' : name, swapped(value)]))
}

/** @param {string} path */
function json (path) {
  const found = files.json(path)
  if (!found || typeof found !== 'object') return found
  const known = seen.get(found)
  if (known) return known
  const { exports, imports, ...rest } = found
  const other = { ...rest, ...(exports === undefined ? {} : { exports: swapped(exports) }), ...(imports ? { imports: swapped(imports) } : {}) }
  seen.set(found, other)
  return other
}

/** @param {string} specifier @param {string} from as `resolve()` takes them */
export function importing (specifier, from) {
  return resolve(specifier, from, { ...files, json })
}
