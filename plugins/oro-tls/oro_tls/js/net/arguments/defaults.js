/** Defaults of sockets. */

import { checkedBoolean, checkedInteger } from './check.js'

const LEAST_TIMEOUT = 10

let autoSelectFamily = true
let attemptTimeout = 250

export function getDefaultAutoSelectFamily () {
  return autoSelectFamily
}

/** @param {boolean} value */
export function setDefaultAutoSelectFamily (value) {
  autoSelectFamily = checkedBoolean('value', value)
}

export function getDefaultAutoSelectFamilyAttemptTimeout () {
  return attemptTimeout
}

/** @param {number} value milliseconds, at least 10 */
export function setDefaultAutoSelectFamilyAttemptTimeout (value) {
  attemptTimeout = Math.max(checkedInteger('value', value, 1), LEAST_TIMEOUT)
}
