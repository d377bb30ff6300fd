/**
 * Node's assert: the package of that name, with our own assertions about errors.
 * @module
 */

import { invalidArgType } from '../base/errors/node.js'
import assert from '../internal/vendor/assert.js'
import { CallTracker } from './assert/call-tracker.js'
import { doesNotReject, doesNotThrow, rejects, throws } from './assert/exceptions.js'

const { match: matching, doesNotMatch: notMatching } = assert

/** @param {any} string @param {any} regexp @param {any} [message] */
export function match (string, regexp, message) {
  checkPattern(regexp)
  matching(string, regexp, message)
}

/** @param {any} string @param {any} regexp @param {any} [message] */
export function doesNotMatch (string, regexp, message) {
  checkPattern(regexp)
  notMatching(string, regexp, message)
}

/** @param {any} value */
function checkPattern (value) {
  if (!(value instanceof RegExp)) throw invalidArgType('regexp', 'an instance of RegExp', value)
}

for (const each of [assert, assert.strict]) Object.assign(each, { CallTracker, doesNotMatch, doesNotReject, doesNotThrow, match, rejects, throws })

export const {
  AssertionError, deepEqual, deepStrictEqual, equal, fail, ifError, notDeepEqual, notDeepStrictEqual, notEqual, notStrictEqual, ok, strict, strictEqual
} = assert
export { CallTracker, doesNotReject, doesNotThrow, rejects, throws }
export default assert
