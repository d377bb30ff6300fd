/**
 * Timers that are waited for.
 * @module
 */

import { AbortError } from '../../base/errors.js'
import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { Immediate, Timeout, clearImmediate, clearTimeout } from './objects.js'

/** @typedef {{ signal?: AbortSignal, ref?: boolean }} Options */

/**
 * @template T
 * @param {number} [delay] milliseconds
 * @param {T} [value] what it resolves to
 * @param {Options} [options] aborting rejects with AbortError
 * @returns {Promise<T | undefined>}
 */
export async function setTimeout (delay, value, options) {
  checkDelay(delay)
  const { signal, ref } = checked(options)
  return wait((call) => new Timeout(call, undefined, delay, false, ref), clearTimeout, value, signal)
}

/**
 * @template T
 * @param {T} [value]
 * @param {Options} [options]
 * @returns {Promise<T | undefined>}
 */
export async function setImmediate (value, options) {
  const { signal, ref } = checked(options)
  return wait((call) => new Immediate(call, undefined, ref), clearImmediate, value, signal)
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
  checkDelay(delay)
  const { signal, ref } = checked(options)
  if (signal?.aborted) throw aborted(signal)
  let ticks = 0
  let wake = () => {}
  const timer = new Timeout(() => { ticks++; wake() }, undefined, delay, true, ref)
  const stop = () => { clearTimeout(timer); wake() }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    while (!signal?.aborted) {
      if (ticks === 0) await new Promise((resolve) => { wake = () => resolve(undefined) })
      for (; ticks > 0; ticks--) yield value
    }
    throw aborted(signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** Node's scheduler. */
class Scheduler {
  constructor () { throw nodeError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor') }

  yield () {
    checkScheduler(this)
    return setImmediate()
  }

  /**
   * @param {number} delay milliseconds
   * @param {Options} [options]
   */
  wait (delay, options) {
    checkScheduler(this)
    return setTimeout(delay, undefined, options)
  }
}

/** Beside Node's members it has the one of the web's scheduler. */
export const scheduler = Object.assign(/** @type {Scheduler} */ (Object.create(Scheduler.prototype)), {
  /**
   * @param {() => any} callback
   * @param {{ signal?: AbortSignal, delay?: number }} [options]
   */
  async postTask (callback, { signal, delay = 0 } = {}) {
    await setTimeout(delay, undefined, { signal })
    return callback()
  }
})

export default { setTimeout, setImmediate, setInterval, scheduler }

/**
 * @template T
 * @template {Timeout | Immediate} K
 * @param {(call: () => void) => K} start
 * @param {(timer: K) => void} clear
 * @param {T} value
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
function wait (start, clear, value, signal) {
  if (signal?.aborted) return Promise.reject(aborted(signal))
  return new Promise((resolve, reject) => {
    const onAbort = () => { clear(timer); reject(aborted(signal)) }
    const timer = start(() => { signal?.removeEventListener('abort', onAbort); resolve(value) })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** @param {any} delay */
function checkDelay (delay) {
  if (delay !== undefined && typeof delay !== 'number') throw invalidArgType('delay', 'of type number', delay)
}

/** @param {any} options @returns {Options} */
function checked (options = {}) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) throw invalidArgType('options', 'of type object', options)
  const { signal, ref } = options
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
  }
  if (ref !== undefined && typeof ref !== 'boolean') throw invalidArgType('options.ref', 'of type boolean', ref)
  return options
}

/** @param {any} value */
function checkScheduler (value) {
  if (!(value instanceof Scheduler)) throw nodeError(TypeError, 'ERR_INVALID_THIS', 'Value of "this" must be of type Scheduler')
}

/** @param {AbortSignal} [signal] */
function aborted (signal) {
  return new AbortError('The operation was aborted', { cause: signal?.reason })
}
