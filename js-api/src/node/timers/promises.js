/**
 * Timers that are waited for.
 * @module
 */

import { AbortError } from '../../base/errors.js'
import { invalidArgType } from '../../base/errors/node.js'
import { Immediate, Timeout } from './objects.js'

/** @typedef {{ signal?: AbortSignal, ref?: boolean }} Options */

/**
 * @template T
 * @param {number} [delay] milliseconds
 * @param {T} [value] what it resolves to
 * @param {Options} [options] aborting rejects with AbortError
 * @returns {Promise<T | undefined>}
 */
export async function setTimeout (delay, value, options) {
  return wait((call) => new Timeout(call, delay, false), value, checked(options))
}

/**
 * @template T
 * @param {T} [value]
 * @param {Options} [options]
 * @returns {Promise<T | undefined>}
 */
export async function setImmediate (value, options) {
  return wait((call) => new Immediate(call), value, checked(options))
}

/**
 * Iterate once each time the interval has passed; ticks that pass while none is awaited are kept.
 * @template T
 * @param {number} [delay] milliseconds
 * @param {T} [value]
 * @param {Options} [options]
 * @returns {AsyncGenerator<T | undefined, void>}
 */
export async function * setInterval (delay, value, options) {
  const { signal } = checked(options)
  if (signal?.aborted) throw aborted(signal)
  let ticks = 0
  let wake = () => {}
  const timer = new Timeout(() => { ticks++; wake() }, delay, true)
  const stop = () => wake()
  signal?.addEventListener('abort', stop)
  try {
    for (;;) {
      if (ticks === 0) await new Promise((resolve) => { wake = () => resolve(undefined) })
      for (; ticks > 0; ticks--) yield value
      if (signal?.aborted) throw aborted(signal)
    }
  } finally {
    timer.close()
    signal?.removeEventListener('abort', stop)
  }
}

/** Node's scheduler. */
export const scheduler = {
  /**
   * @param {number} delay milliseconds
   * @param {{ signal?: AbortSignal }} [options]
   */
  wait: (delay, options) => setTimeout(delay, undefined, options),
  yield: () => setImmediate(),
  /**
   * @param {() => any} callback
   * @param {{ signal?: AbortSignal, delay?: number }} [options]
   */
  async postTask (callback, { signal, delay = 0 } = {}) {
    await setTimeout(delay, undefined, { signal })
    return callback()
  }
}

export default { setTimeout, setImmediate, setInterval, scheduler }

/**
 * @param {any} fn
 * @param {any} promised
 */
export function customPromisify (fn, promised) {
  Object.defineProperty(fn, Symbol.for('nodejs.util.promisify.custom'), { value: promised, enumerable: true })
}

/**
 * @template T
 * @param {(call: () => void) => { close (): any }} start
 * @param {T} value
 * @param {Options} options
 * @returns {Promise<T>}
 */
function wait (start, value, { signal }) {
  if (signal?.aborted) return Promise.reject(aborted(signal))
  return new Promise((resolve, reject) => {
    const onAbort = () => { timer.close(); reject(aborted(/** @type {AbortSignal} */ (signal))) }
    const timer = start(() => { signal?.removeEventListener('abort', onAbort); resolve(value) })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** @param {any} options @returns {Options} */
function checked (options = {}) {
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  const { signal, ref } = options
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
  if (ref !== undefined && typeof ref !== 'boolean') throw invalidArgType('options.ref', 'of type boolean', ref)
  return options
}

/** @param {AbortSignal} signal */
function aborted (signal) {
  return new AbortError('The operation was aborted', { cause: signal.reason })
}
