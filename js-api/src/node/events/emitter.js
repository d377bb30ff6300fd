/**
 * Node's EventEmitter: a function, whose methods can be copied to any object. Its state is made on first use.
 * @module
 */

import { invalidArgType, outOfRange } from '../../base/errors/node.js'
import { add, errorMonitor, listOf, remove, removeAll, tableOf, wrapOnce } from './lists.js'
import { captureRejectionSymbol, kCapture, unhandled, watch } from './failures.js'

export { captureRejectionSymbol, errorMonitor }

/** @typedef {import('./lists.js').Listener} Listener */
/** @typedef {import('./lists.js').EventName} EventName */

/** The names of Node's prototype, in its order. */
const MEMBERS = [
  '_events', '_eventsCount', '_maxListeners', 'setMaxListeners', 'getMaxListeners', 'emit', 'addListener', 'on', 'prependListener', 'once',
  'prependOnceListener', 'removeListener', 'off', 'removeAllListeners', 'listeners', 'rawListeners', 'listenerCount', 'eventNames'
]
let defaultMaxListeners = 10

/** An emitter of events, as a class. */
class Emitter {
  /** @param {{ captureRejections?: boolean }} [options] */
  constructor (options) {
    initialise(this, options)
  }

  static errorMonitor = errorMonitor
  static captureRejectionSymbol = captureRejectionSymbol

  static get defaultMaxListeners () { return defaultMaxListeners }
  static set defaultMaxListeners (count) { defaultMaxListeners = checkedCount('defaultMaxListeners', count) }

  static get captureRejections () { return stateOf(Emitter.prototype)[kCapture] }
  static set captureRejections (value) {
    if (typeof value !== 'boolean') throw invalidArgType('EventEmitter.captureRejections', 'of type boolean', value)
    Object.defineProperty(Emitter.prototype, kCapture, { value, writable: true, configurable: true })
  }

  /** @param {number} count 0 means no limit */
  setMaxListeners (count) {
    stateOf(this)._maxListeners = checkedCount('setMaxListeners', count)
    return this
  }

  /** @returns {number} */
  getMaxListeners () { return stateOf(this)._maxListeners ?? defaultMaxListeners }

  /**
   * Call the listeners of an event, in order; false when there are none.
   * @param {EventName} name
   * @param {...any} args
   * @returns {boolean}
   */
  emit (name, ...args) {
    const table = tableOf(this)
    if (name === 'error' && table[errorMonitor]) this.emit(errorMonitor, ...args)
    const list = table[name]
    if (list === undefined) {
      if (name === 'error') throw unhandled(args[0])
      return false
    }
    // Lists are never changed in place, so a listener may add and remove others meanwhile.
    for (const listener of typeof list === 'function' ? [list] : list) {
      const result = Reflect.apply(listener, this, args)
      if (result !== undefined && result !== null) watch(this, result, name, args)
    }
    return true
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  on (name, listener) { return add(this, name, listener, false) }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  addListener (name, listener) { return add(this, name, listener, false) }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  prependListener (name, listener) { return add(this, name, listener, true) }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  once (name, listener) { return this.on(name, wrapOnce(this, name, listener)) }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  prependOnceListener (name, listener) { return this.prependListener(name, wrapOnce(this, name, listener)) }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  off (name, listener) { return remove(this, name, listener) }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  removeListener (name, listener) { return remove(this, name, listener) }

  /** @param {EventName} [name] */
  removeAllListeners (name) { return removeAll(this, name, arguments.length === 0) }

  /**
   * @param {EventName} name
   * @returns {Listener[]}
   */
  listeners (name) { return listOf(this, name).map((/** @type {any} */ item) => item.listener ?? item) }

  /**
   * @param {EventName} name
   * @returns {Listener[]} `once` wrappers included
   */
  rawListeners (name) { return [...listOf(this, name)] }

  /**
   * @param {EventName} name
   * @param {Listener | null} [listener] count this one only
   */
  listenerCount (name, listener) {
    const list = listOf(this, name)
    return listener ? list.filter((/** @type {any} */ item) => item === listener || item.listener === listener).length : list.length
  }

  /** @returns {EventName[]} */
  eventNames () { return Reflect.ownKeys(tableOf(this)) }
}

/** @param {Emitter} emitter @returns {any} */
function stateOf (emitter) {
  return emitter
}

/**
 * @param {any} emitter
 * @param {{ captureRejections?: boolean }} [options]
 */
export function initialise (emitter, options) {
  tableOf(emitter)
  emitter._maxListeners = emitter._maxListeners || undefined
  const captures = options?.captureRejections
  if (captures && typeof captures !== 'boolean') throw invalidArgType('options.captureRejections', 'of type boolean', captures)
  if (captures) emitter[kCapture] = captures
}

/**
 * @param {string} name
 * @param {any} count
 * @returns {number}
 */
export function checkedCount (name, count) {
  if (typeof count !== 'number') throw invalidArgType(name, 'of type number', count)
  if (!(count >= 0)) throw outOfRange(name, '>= 0', count)
  return count
}

/** @type {any} */
const callable = function EventEmitter (/** @type {any} */ opts) {
  // @ts-ignore Older code says `EventEmitter.call(this)`, which a class does not allow.
  initialise(this, opts)
}

const prototype = /** @type {any} */ (Emitter.prototype)
Object.assign(prototype, { addListener: prototype.on, off: prototype.removeListener, _events: undefined, _eventsCount: 0, _maxListeners: undefined })
for (const name of MEMBERS) {
  const value = prototype[name]
  delete prototype[name]
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true })
}
Emitter.captureRejections = false
prototype.constructor = callable
callable.prototype = prototype
Object.setPrototypeOf(callable, Emitter)
for (const name of ['captureRejections', 'defaultMaxListeners']) {
  Object.defineProperty(callable, name, { .../** @type {any} */ (Object.getOwnPropertyDescriptor(Emitter, name)), enumerable: true })
}
Object.assign(callable, { EventEmitter: callable, usingDomains: false, captureRejectionSymbol, errorMonitor, init: function (/** @type {any} */ options) {
  // @ts-ignore Made an emitter, as by `EventEmitter.call(this, options)`.
  initialise(this, options)
} })

/** @typedef {Emitter} EventEmitter */
export const EventEmitter = /** @type {typeof Emitter & { EventEmitter: typeof Emitter, init: (options?: any) => void }} */ (callable)
