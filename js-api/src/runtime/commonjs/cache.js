/**
 * The cache of a loader: responses by URL.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'

/**
 * A map that can be written as JSON. Realms share none: each asks the host, which is quick.
 * @template T
 * @extends {Map<string, T>}
 */
export class Cache extends Map {
  /** @param {string | URL} key */
  get (key) { return super.get(String(key)) }

  /** @param {string | URL} key */
  has (key) { return super.has(String(key)) }

  /** @param {string | URL} key @param {T} value */
  set (key, value) { return super.set(String(key), value) }

  /** @param {string | URL} key */
  delete (key) { return super.delete(String(key)) }

  toJSON () { return Object.fromEntries(this) }

  /** Share it with other realms. @returns {never} */
  replicate () { throw new NotImplementedError('Cache.replicate()') }

  /** Have what other realms shared. @returns {never} */
  restore () { throw new NotImplementedError('Cache.restore()') }
}

export default Cache
