/**
 * Files, as Node's `fs` has them: by callbacks, at once (`…Sync`), by promises (`promises`) and as streams.
 * @module
 */

import * as functions from './fs/functions/all.js'

export * from './fs/functions/all.js'

/** A plain object, as Node's is: libraries put their own functions in. */
export default { ...functions }
