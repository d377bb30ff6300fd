/**
 * Functions that run with the values of where they were wrapped.
 * @module
 */

import { bind } from '../../node/async_hooks/frame.js'

/**
 * @template {(...args: any[]) => any} F
 * @param {F} fn
 * @returns {F}
 */
export function wrap (fn) {
  return bind(fn)
}

export default wrap
