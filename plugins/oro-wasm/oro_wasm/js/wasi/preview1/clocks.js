/**
 * The clocks of a guest, in nanoseconds.
 * @module
 */

import { MONOTONIC, REALTIME } from './constants.js'
import { WasiError } from './errno.js'

/** The finest resolution that engines tell, for fear of measurements of other origins. */
const RESOLUTION = 1_000_000n

/** @param {number} ms @returns {bigint} */
function nanoseconds (ms) {
  const whole = Math.floor(ms)
  return BigInt(whole) * 1_000_000n + BigInt(Math.floor((ms - whole) * 1e6))
}

/** @returns {bigint} since 1970 */
export function now () {
  return nanoseconds(performance.timeOrigin + performance.now())
}

/** @returns {bigint} since some moment */
export function monotonic () {
  return nanoseconds(performance.now())
}

/**
 * @param {number} clock
 * @returns {bigint}
 * @throws {WasiError} `badf`: pages have no such clock
 */
export function timeOf (clock) {
  if (clock === REALTIME) return now()
  if (clock === MONOTONIC) return monotonic()
  throw new WasiError(clock > 3 ? 'inval' : 'badf')
}

/**
 * @param {number} clock
 * @returns {bigint}
 * @throws {WasiError} as `timeOf()`
 */
export function resolutionOf (clock) {
  timeOf(clock)
  return RESOLUTION
}
