/**
 * Checks of what `createInterface()` is given.
 * @module
 */

import { invalidArgType, invalidArgValue, outOfRange } from '../../base/errors/node.js'

/**
 * @typedef {object} Options
 * @property {any} input a readable stream
 * @property {any} [output]
 * @property {string} [prompt]
 * @property {number} [crlfDelay] milliseconds in which a line feed belongs to the carriage return before it, 100 at least
 * @property {number} [escapeCodeTimeout]
 * @property {AbortSignal} [signal]
 * @property {boolean} [terminal] edit lines, as by default where the output is a terminal
 */

/**
 * @param {any} options
 * @returns {any} the same
 */
export function checkedOptions (options) {
  const { completer, escapeCodeTimeout, history, historySize, input, signal, tabSize } = options
  if (completer !== undefined && typeof completer !== 'function') throw invalidArgValue('completer', completer)
  if (escapeCodeTimeout !== undefined && !Number.isFinite(escapeCodeTimeout)) throw invalidArgValue('input.escapeCodeTimeout', 500)
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
  if (tabSize !== undefined) within('tabSize', tabSize, 1, 2 ** 32 - 1)
  if (history !== undefined && !Array.isArray(history)) throw invalidArgType('history', 'an instance of Array', history)
  if (historySize !== undefined) within('historySize', historySize, 0)
  if (typeof input?.on !== 'function') throw new TypeError('Cannot read lines: there is no input')
  return options
}

/** @param {string} name @param {any} value @param {number} least @param {number} [most] */
function within (name, value, least, most) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!(value >= least && value <= (most ?? Infinity))) throw outOfRange(name, `>= ${least}${most === undefined ? '' : ` && <= ${most}`}`, value)
}
