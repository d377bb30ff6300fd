/**
 * Node's timers. `ref()` and `unref()` matter to threads; no timer keeps a page open.
 * @module
 */

import { clearImmediate, clearTimeout, Immediate, Timeout } from './timers/objects.js'
import { _unrefActive, active, enroll, unenroll } from './timers/legacy.js'
import { platform } from './timers/platform.js'
import * as promises from './timers/promises.js'

/**
 * @param {(...args: any[]) => any} callback
 * @param {number} [after] milliseconds
 * @param {...any} args
 * @returns {Timeout}
 */
export function setTimeout (callback, after, ...args) {
  return new Timeout(callback, args, after, false)
}

/**
 * @param {(...args: any[]) => any} callback
 * @param {number} [repeat] milliseconds
 * @param {...any} args
 * @returns {Timeout}
 */
export function setInterval (callback, repeat, ...args) {
  return new Timeout(callback, args, repeat, true)
}

/**
 * Call in the next task, before timers.
 * @param {(...args: any[]) => any} callback
 * @param {...any} args
 * @returns {Immediate}
 */
export function setImmediate (callback, ...args) {
  return new Immediate(callback, args)
}

/** @param {any} timer */
export function clearInterval (timer) {
  clearTimeout(timer)
}

customPromisify(setTimeout, promises.setTimeout)
customPromisify(setImmediate, promises.setImmediate)

/**
 * @param {number} ms
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<void>}
 */
export const sleep = (ms, options) => promises.setTimeout(ms, undefined, options)

export const { scheduler } = promises
export { _unrefActive, active, clearImmediate, clearTimeout, enroll, Immediate, platform, promises, Timeout, unenroll }
/** The class of what `setInterval()` returns. */
export const Interval = Timeout

export default {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
  _unrefActive,
  active,
  unenroll,
  enroll,
  promises,
  scheduler,
  sleep
}

/**
 * @param {any} fn
 * @param {any} promised
 */
function customPromisify (fn, promised) {
  Object.defineProperty(fn, Symbol.for('nodejs.util.promisify.custom'), { get: () => promised, enumerable: true })
}
