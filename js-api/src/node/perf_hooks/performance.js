/**
 * The performance of the page, with Node's members. The page's own object stays as it is.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import { missing } from '../../base/internal/missing.js'
import { isRecordable } from './histogram.js'
import { tell } from './observer.js'

const page = globalThis.performance
const MILLION = 1e6

/**
 * Make a function that tells observers of `function` entries how long each call took.
 * @param {(...args: any[]) => any} fn
 * @param {{ histogram?: any }} [options] where the nanoseconds are recorded
 * @returns {(...args: any[]) => any}
 */
export function timerify (fn, options = {}) {
  if (typeof fn !== 'function') throw invalidArgType('fn', 'of type function', fn)
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  const { histogram } = options
  if (histogram !== undefined && !isRecordable(histogram)) throw invalidArgType('options.histogram', 'an instance of RecordableHistogram', histogram)
  /** @this {any} @param {...any} args */
  function timerified (...args) {
    const startTime = page.now()
    const done = () => {
      const duration = page.now() - startTime
      histogram?.record(Math.max(1, Math.ceil(duration * MILLION)))
      tell(Object.assign(Object.create(PerformanceEntry.prototype, own({ name: fn.name, entryType: 'function', startTime, duration, detail: args })), args))
    }
    const result = new.target ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args)
    if (!new.target && typeof result?.finally === 'function') return result.finally(done)
    done()
    return result
  }
  return Object.defineProperties(timerified, { length: { value: fn.length, configurable: true }, name: { value: `timerified ${fn.name}`, configurable: true } })
}

/** @param {Record<string, any>} values @returns {PropertyDescriptorMap} that hide those of the engine's class */
function own (values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, enumerable: true, configurable: true }]))
}

/** When the page began to run, by Node's names. */
const nodeTiming = {
  name: 'node',
  entryType: 'node',
  startTime: 0,
  get duration () { return page.now() },
  nodeStart: 0,
  v8Start: 0,
  get environment () { return navigation()?.responseStart ?? 0 },
  get bootstrapComplete () { return navigation()?.domInteractive ?? 0 },
  get loopStart () { return navigation()?.domContentLoadedEventEnd ?? 0 },
  loopExit: -1
}

/** @returns {any} undefined in a worker */
function navigation () {
  return page.getEntriesByType('navigation')[0]
}

/** @type {Record<string | symbol, any>} */
const more = {
  timerify,
  nodeTiming,
  eventLoopUtilization: missing('performance.eventLoopUtilization()'),
  toJSON: () => ({ nodeTiming: { ...nodeTiming }, timeOrigin: page.timeOrigin })
}

export const performance = /** @type {Performance & { timerify: typeof timerify, nodeTiming: typeof nodeTiming, eventLoopUtilization: any }} */ (new Proxy(page, {
  has: (target, name) => name in more || name in target,
  get (target, name) {
    if (Object.hasOwn(more, name)) return more[name]
    const value = Reflect.get(target, name)
    return typeof value === 'function' && name !== 'constructor' ? bound(target, name, value) : value
  },
  set: (target, name, value) => Reflect.set(target, name, value)
}))

/** @type {WeakMap<Function, Function>} */
const known = new WeakMap()

/** @param {any} target @param {string | symbol} name @param {Function} method @returns {Function} the same each time */
function bound (target, name, method) {
  const made = known.get(method) ?? Object.defineProperty(method.bind(target), 'name', { value: name })
  known.set(method, made)
  return made
}
