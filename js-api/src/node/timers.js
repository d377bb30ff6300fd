/**
 * Node's timers. `ref()` and `unref()` matter to threads; no timer keeps a page open.
 * @module
 */

import { missing } from '../base/internal/missing.js'
import { bound, close, Immediate, Timeout } from './timers/objects.js'
import { platform } from './timers/platform.js'
import * as promises from './timers/promises.js'
import { customPromisify } from './timers/promises.js'

/**
 * @param {(...args: any[]) => any} callback
 * @param {number} [delay] milliseconds
 * @param {...any} args
 * @returns {Timeout}
 */
export function setTimeout (callback, delay, ...args) {
  return new Timeout(bound(callback, args), delay, false)
}

/**
 * @param {(...args: any[]) => any} callback
 * @param {number} [delay] milliseconds
 * @param {...any} args
 * @returns {Timeout}
 */
export function setInterval (callback, delay, ...args) {
  return new Timeout(bound(callback, args), delay, true)
}

/**
 * Call in the next task, before timers.
 * @param {(...args: any[]) => any} callback
 * @param {...any} args
 * @returns {Immediate}
 */
export function setImmediate (callback, ...args) {
  return new Immediate(bound(callback, args))
}

/** @param {any} [timer] */
export const clearTimeout = (timer) => close(timer)
/** @param {any} [timer] */
export const clearInterval = (timer) => close(timer)
/** @param {any} [timer] */
export const clearImmediate = (timer) => close(timer)

customPromisify(setTimeout, promises.setTimeout)
customPromisify(setImmediate, promises.setImmediate)

/**
 * @param {number} ms
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<void>}
 */
export const sleep = (ms, options) => promises.setTimeout(ms, undefined, options)

export const { scheduler } = promises
export const active = missing('timers.active()')
export const enroll = missing('timers.enroll()')
export const unenroll = missing('timers.unenroll()')
export const _unrefActive = missing('timers._unrefActive()')
export { Immediate, platform, promises, Timeout }
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
