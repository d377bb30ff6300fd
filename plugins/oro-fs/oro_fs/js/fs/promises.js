/**
 * Files by promises, as Node's `fs/promises` has them. What waits takes `{ signal }`.
 * @module
 */

import * as functions from './functions/promises.js'

export * from './functions/promises.js'

/** A plain object, as Node's is: libraries put their own functions in. Node has no `fstat` there, so none is listed. */
export default Object.defineProperty({ ...functions }, 'fstat', { enumerable: false })
