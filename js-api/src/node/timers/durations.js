/**
 * How long timers may wait.
 * @module
 */

import { builtin } from '../module/builtins.js'
import { invalidArgType, outOfRange } from '../../base/errors/node.js'

export const LONGEST = 2 ** 31 - 1

/**
 * @param {any} delay milliseconds
 * @returns {number} 1 for what is no number or out of range; what is too long is warned of
 */
export function duration (delay) {
  const number = delay * 1
  if (number > LONGEST) warn(`${number} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`)
  return number >= 1 && number <= LONGEST ? number : 1
}

/**
 * @param {any} delay milliseconds
 * @param {string} name
 * @returns {number} the longest there is for what is too long
 */
export function checkedDuration (delay, name) {
  if (typeof delay !== 'number') throw invalidArgType(name, 'of type number', delay)
  if (delay < 0 || !Number.isFinite(delay)) throw outOfRange(name, 'a non-negative finite number', delay)
  if (delay <= LONGEST) return delay
  warn(`${delay} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${LONGEST}.`)
  return LONGEST
}

/** @param {string} message */
function warn (message) {
  builtin('process').emitWarning(message, 'TimeoutOverflowWarning')
}
