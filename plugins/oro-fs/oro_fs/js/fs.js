/**
 * Files, as Node's `fs` has them: by callbacks, at once (`…Sync`), by promises (`promises`) and as streams.
 * @module
 */

import * as functions from './fs/functions/all.js'
import { share } from './fs/streams/functions.js'

export * from './fs/functions/all.js'

/** A plain object, as Node's is: libraries put their own functions in. */
const fs = { ...functions }
for (const [name, value] of Object.entries(/** @type {Record<string, any>} */ (fs))) {
  if (typeof value !== 'function') continue
  if (!value.name) Object.defineProperty(value, 'name', { value: name, configurable: true })
  const called = name.endsWith('Sync') && /** @type {any} */ (fs)[name.slice(0, -4)]
  if (called && !value.length) Object.defineProperty(value, 'length', { value: called.length - 1, configurable: true })
}
share(fs)
export default fs
