import { invalidArgType, nodeError, outOfRange } from '../../base/errors/node.js'
import { enumerable } from '../../internal/callable.js'

/** @typedef {(...args: any[]) => any} Listener */
/** @typedef {string | symbol} EventName */

export const errorMonitor = Symbol('events.errorMonitor')
export const captureRejectionSymbol = Symbol.for('nodejs.rejection')

const kCapture = Symbol('kCapture')
const defaults = { maxListeners: 10, captureRejections: false }

/** Node's EventEmitter. Its state is made on first use, so `EventEmitter.call(this)` and mixins work. */
class Emitter {
  /** @param {{ captureRejections?: boolean }} [options] */
  constructor (options) {
    initialise(this, options)
  }

  static errorMonitor = errorMonitor
  static captureRejectionSymbol = captureRejectionSymbol

  static get defaultMaxListeners () {
    return defaults.maxListeners
  }

  static set defaultMaxListeners (count) {
    defaults.maxListeners = checkedCount('defaultMaxListeners', count)
  }

  static get captureRejections () {
    return defaults.captureRejections
  }

  static set captureRejections (value) {
    if (typeof value !== 'boolean') throw invalidArgType('EventEmitter.captureRejections', 'of type boolean', value)
    defaults.captureRejections = value
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  on (name, listener) {
    return add(this, name, listener, false)
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  addListener (name, listener) {
    return add(this, name, listener, false)
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  prependListener (name, listener) {
    return add(this, name, listener, true)
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  once (name, listener) {
    return this.on(name, wrapOnce(this, name, checked(listener)))
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  prependOnceListener (name, listener) {
    return this.prependListener(name, wrapOnce(this, name, checked(listener)))
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  off (name, listener) {
    return remove(this, name, listener)
  }

  /**
   * @param {EventName} name
   * @param {Listener} listener
   */
  removeListener (name, listener) {
    return remove(this, name, listener)
  }

  /** @param {EventName} [name] */
  removeAllListeners (name) {
    const table = tableOf(this)
    const names = name === undefined ? Reflect.ownKeys(table).filter((key) => key !== 'removeListener') : [name]
    for (const key of table.removeListener ? names : []) {
      for (const listener of [...(table[key] ?? [])].reverse()) this.removeListener(key, listener)
    }
    for (const key of names) delete table[key]
    if (name === undefined) delete table.removeListener
    return this
  }

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
    if (!list) {
      if (name === 'error') throw unhandled(args[0])
      return false
    }
    // Lists are never changed in place, so a listener may add and remove others meanwhile.
    for (const listener of list) {
      const result = Reflect.apply(listener, this, args)
      if (result !== undefined && result !== null) watch(this, result, name, args)
    }
    return true
  }

  /**
   * @param {EventName} name
   * @param {Listener} [listener] count this one only
   */
  listenerCount (name, listener) {
    const list = tableOf(this)[name] ?? []
    if (!listener) return list.length
    return list.filter((/** @type {any} */ item) => item === listener || item.listener === listener).length
  }

  /**
   * @param {EventName} name
   * @returns {Listener[]}
   */
  listeners (name) {
    return this.rawListeners(name).map((/** @type {any} */ item) => item.listener ?? item)
  }

  /**
   * @param {EventName} name
   * @returns {Listener[]} `once` wrappers included
   */
  rawListeners (name) {
    return [...(tableOf(this)[name] ?? [])]
  }

  /** @returns {EventName[]} */
  eventNames () {
    return Reflect.ownKeys(tableOf(this))
  }

  /** @param {number} count 0 means no limit */
  setMaxListeners (count) {
    stateOf(this)._maxListeners = checkedCount('setMaxListeners', count)
    return this
  }

  /** @returns {number} */
  getMaxListeners () {
    return stateOf(this)._maxListeners ?? defaults.maxListeners
  }
}

/**
 * @param {Emitter} emitter
 * @returns {any}
 */
function stateOf (emitter) {
  return emitter
}

/**
 * @param {Emitter} emitter
 * @param {{ captureRejections?: boolean }} [options]
 */
function initialise (emitter, options) {
  const state = stateOf(emitter)
  if (!Object.hasOwn(state, '_events')) state._events = Object.create(null)
  if (options?.captureRejections !== undefined) state[kCapture] = Boolean(options.captureRejections)
}

/**
 * @param {Emitter} emitter
 * @returns {Record<EventName, any[]>}
 */
function tableOf (emitter) {
  const state = stateOf(emitter)
  // An object whose prototype is an emitter must not share its listeners.
  if (!Object.hasOwn(state, '_events') || !state._events) state._events = Object.create(null)
  return state._events
}

/**
 * @param {Emitter} emitter
 * @param {EventName} name
 * @param {any} listener
 * @param {boolean} first
 */
function add (emitter, name, listener, first) {
  checked(listener)
  const table = tableOf(emitter)
  if (table.newListener) emitter.emit('newListener', name, listener.listener ?? listener)
  const list = table[name] ?? []
  table[name] = first ? [listener, ...list] : [...list, listener]
  warnOfLeak(emitter, name, table[name].length)
  return emitter
}

/**
 * Neither method is made of the other: classes put one of them in terms of the other.
 * @template {Emitter} E
 * @param {E} emitter
 * @param {EventName} name
 * @param {Listener} listener
 * @returns {E}
 */
function remove (emitter, name, listener) {
  checked(listener)
  const table = tableOf(emitter)
  const list = table[name] ?? []
  const at = list.findLastIndex((/** @type {any} */ item) => item === listener || item.listener === listener)
  if (at < 0) return emitter
  if (list.length === 1) delete table[name]
  else table[name] = list.toSpliced(at, 1)
  if (table.removeListener) emitter.emit('removeListener', name, list[at].listener ?? list[at])
  return emitter
}

/**
 * @param {Emitter} emitter
 * @param {EventName} name
 * @param {Listener} listener
 * @returns {Listener}
 */
function wrapOnce (emitter, name, listener) {
  let fired = false
  /** @param {...any} args */
  const wrapper = (...args) => {
    if (fired) return undefined
    fired = true
    emitter.removeListener(name, wrapper)
    return Reflect.apply(listener, emitter, args)
  }
  return Object.assign(wrapper, { listener })
}

/**
 * With captureRejections, a listener's rejected promise becomes an `error` event.
 * @param {Emitter} emitter
 * @param {any} result
 * @param {EventName} name
 * @param {any[]} args
 */
function watch (emitter, result, name, args) {
  const state = stateOf(emitter)
  if (!(state[kCapture] ?? defaults.captureRejections) || typeof result.then !== 'function') return
  result.then(undefined, (/** @type {any} */ error) => queueMicrotask(() => {
    if (typeof state[captureRejectionSymbol] === 'function') state[captureRejectionSymbol](error, name, ...args)
    else emitter.emit('error', error)
  }))
}

const warned = new WeakMap()

/**
 * @param {Emitter} emitter
 * @param {EventName} name
 * @param {number} count
 */
function warnOfLeak (emitter, name, count) {
  const limit = emitter.getMaxListeners()
  if (limit <= 0 || count <= limit || warned.get(emitter)?.has(name)) return
  warned.set(emitter, (warned.get(emitter) ?? new Set()).add(name))
  console.warn(
    `MaxListenersExceededWarning: Possible EventEmitter memory leak detected. ${count} ${String(name)} listeners ` +
    `added to ${emitter.constructor.name}. MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`
  )
}

/** @param {any} error */
function unhandled (error) {
  if (error instanceof Error) return error
  const text = typeof error === 'string' ? `'${error}'` : String(error)
  return nodeError(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${text})`, { context: error })
}

/**
 * @param {any} listener
 * @returns {Listener}
 */
function checked (listener) {
  if (typeof listener !== 'function') throw invalidArgType('listener', 'of type function', listener)
  return listener
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
const callable = function EventEmitter (/** @type {any} */ options) {
  // @ts-ignore Older code says `EventEmitter.call(this)`, which a class does not allow.
  initialise(this, options)
}
callable.prototype = Emitter.prototype
Object.setPrototypeOf(callable, Emitter)
Emitter.prototype.constructor = callable
// Old libraries copy these names, or look for them.
Object.assign(enumerable(Emitter).prototype, { _events: undefined, _eventsCount: 0, _maxListeners: undefined })

/** @typedef {Emitter} EventEmitter */
export const EventEmitter = /** @type {typeof Emitter & { EventEmitter: typeof Emitter }} */ (callable)
callable.EventEmitter = callable
