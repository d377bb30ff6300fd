/**
 * Files by promises, as Node's `fs/promises` has them. What waits takes `{ signal }`.
 * @module
 */

import * as functions from './promise-functions.js'

export * from './promise-functions.js'

/** A plain object, as Node's is: libraries put their own functions in. */
export default { ...functions }
