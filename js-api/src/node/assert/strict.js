/**
 * assert, always strict.
 * @module
 */

import { CallTracker, strict } from '../assert.js'

export const {
  AssertionError, deepEqual, deepStrictEqual, doesNotMatch, doesNotReject, doesNotThrow, equal, fail, ifError, match,
  notDeepEqual, notDeepStrictEqual, notEqual, notStrictEqual, ok, rejects, strictEqual, throws
} = strict
export { CallTracker, strict }

Object.assign(strict, { CallTracker })

export default strict
