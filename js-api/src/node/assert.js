/**
 * Node's assert, the package of that name.
 * @module
 */

import { missing } from '../base/internal/missing.js'
import assert from '../internal/vendor/assert.js'

export const {
  AssertionError, deepEqual, deepStrictEqual, doesNotMatch, doesNotReject, doesNotThrow, equal, fail, ifError, match,
  notDeepEqual, notDeepStrictEqual, notEqual, notStrictEqual, ok, rejects, strict, strictEqual, throws
} = assert
export const CallTracker = missing('assert.CallTracker')

Object.assign(assert, { CallTracker })

export default assert
