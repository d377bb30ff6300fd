/**
 * Numbers of the file system.
 * @module
 */

import * as numbers from './arguments/numbers.js'

export * from './arguments/numbers.js'

/** As one object, without those this platform has not. */
export default Object.freeze(Object.assign(
  Object.create(null),
  Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== undefined))
))
