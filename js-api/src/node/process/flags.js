/**
 * The options of Node's command line that a page can be given: none.
 * @module
 */

/** A set that stays as it is. */
class Flags extends Set {
  /** @override */
  add () { return this }
  /** @override */
  delete () { return false }
  /** @override */
  clear () {}
}

export const allowedNodeEnvironmentFlags = Object.freeze(new Flags())
