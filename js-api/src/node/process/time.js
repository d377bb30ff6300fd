/**
 * Time that only goes forward.
 * @module
 */

import { invalidArgType, outOfRange } from '../../base/errors/node.js'

/** @returns {bigint} nanoseconds, as finely as the engine tells */
function now () {
  return BigInt(Math.round(performance.now() * 1000)) * 1000n
}

/**
 * @param {[number, number]} [since] what an earlier call returned
 * @returns {[number, number]} seconds and nanoseconds
 */
export function hrtime (since) {
  const time = now()
  const [seconds, rest] = [Number(time / 1000000000n), Number(time % 1000000000n)]
  if (since === undefined) return [seconds, rest]
  if (!Array.isArray(since)) throw invalidArgType('time', 'an instance of Array', since)
  if (since.length !== 2) throw outOfRange('time', '2', since.length)
  const nanoseconds = rest - since[1]
  return nanoseconds < 0 ? [seconds - since[0] - 1, nanoseconds + 1e9] : [seconds - since[0], nanoseconds]
}

hrtime.bigint = now
