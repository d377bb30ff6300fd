/**
 * Stand-ins for exports of Node that a page cannot have.
 * @module
 */

import { NotImplementedError } from '../errors.js'

/**
 * Make a function that refuses, for an export of Node that cannot work in a page or is not there yet.
 * @param {string} name such as `util.transferableAbortSignal()`
 * @returns {any} throws ERR_NOT_IMPLEMENTED when it is called or constructed
 */
export function missing (name) {
  const refuse = function () { throw new NotImplementedError(name) }
  return Object.defineProperty(refuse, Symbol.for('oro.missing'), { value: true })
}
