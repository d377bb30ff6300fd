/**
 * The registry of what the framework shares in a realm, `__globals`.
 * @module
 */

const known = new Map()
const own = {
  /** @param {string} name @param {any} value */
  register (name, value) {
    known.set(name, value)
    return value
  },
  /** @param {string} name */
  get: (name) => known.get(name)
}

/** The page's registry; in a worker, one of its own. */
export const globals = globalThis.__globals ?? own

/** @param {string} name @returns {any} undefined when it was not registered */
export const get = (name) => globals.get(name)
/** @param {string} name @param {any} value */
export const register = (name, value) => globals.register(name, value)

export default globals
