/**
 * The listeners of an emitter: by name a function, or several in an array, as Node keeps them and libraries read them.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import { builtin } from '../module/builtins.js'

/** @typedef {(...args: any[]) => any} Listener */
/** @typedef {string | symbol} EventName */

export const errorMonitor = Symbol('events.errorMonitor')

/**
 * @param {any} emitter
 * @returns {any}
 */
export function tableOf (emitter) {
  // An object whose prototype is an emitter must not share its listeners.
  if (!emitter._events || emitter._events === Object.getPrototypeOf(emitter)?._events) {
    emitter._events = Object.create(null)
    emitter._eventsCount = 0
  }
  return emitter._events
}

/** @param {any} emitter @param {EventName} name @returns {any[]} */
export function listOf (emitter, name) {
  const list = tableOf(emitter)[name]
  return list === undefined ? [] : typeof list === 'function' ? [list] : list
}

/**
 * @param {any} emitter
 * @param {EventName} name
 * @param {any[]} list
 */
function put (emitter, name, list) {
  const table = tableOf(emitter)
  if (list.length === 0) delete table[name]
  else table[name] = list.length === 1 ? list[0] : list
  emitter._eventsCount = Reflect.ownKeys(table).length
}

/**
 * @template E
 * @param {E} emitter
 * @param {EventName} name
 * @param {any} listener
 * @param {boolean} first
 * @returns {E}
 */
export function add (emitter, name, listener, first) {
  checked(listener)
  const self = /** @type {any} */ (emitter)
  if (tableOf(self).newListener) self.emit('newListener', name, listener.listener ?? listener)
  const list = listOf(self, name)
  const next = first ? [listener, ...list] : [...list, listener]
  put(self, name, next)
  warnOfLeak(self, name, next.length)
  return emitter
}

/**
 * Neither method is made of the other: classes put one of them in terms of the other.
 * @template E
 * @param {E} emitter
 * @param {EventName} name
 * @param {Listener} listener
 * @returns {E}
 */
export function remove (emitter, name, listener) {
  checked(listener)
  const self = /** @type {any} */ (emitter)
  const list = listOf(self, name)
  const at = list.findLastIndex((item) => item === listener || item.listener === listener)
  if (at < 0) return emitter
  put(self, name, list.toSpliced(at, 1))
  if (tableOf(self).removeListener) self.emit('removeListener', name, list[at].listener ?? list[at])
  return emitter
}

/**
 * @template E
 * @param {E} emitter
 * @param {EventName | undefined} name
 * @param {boolean} all
 * @returns {E}
 */
export function removeAll (emitter, name, all) {
  const self = /** @type {any} */ (emitter)
  const table = tableOf(self)
  const names = all ? Reflect.ownKeys(table).filter((key) => key !== 'removeListener') : [/** @type {EventName} */ (name)]
  if (table.removeListener) {
    for (const key of names) for (const listener of listOf(self, key).toReversed()) self.removeListener(key, listener)
  }
  for (const key of all ? [...names, 'removeListener'] : names) put(self, key, [])
  return emitter
}

/**
 * @param {any} emitter
 * @param {EventName} name
 * @param {Listener} listener
 * @returns {Listener}
 */
export function wrapOnce (emitter, name, listener) {
  checked(listener)
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

/** @param {any} listener */
function checked (listener) {
  if (typeof listener !== 'function') throw invalidArgType('listener', 'of type function', listener)
}

/** @type {WeakMap<object, Set<EventName>>} */
const warned = new WeakMap()

/**
 * @param {any} emitter
 * @param {EventName} name
 * @param {number} count
 */
function warnOfLeak (emitter, name, count) {
  const limit = emitter.getMaxListeners?.() ?? emitter._maxListeners ?? 10
  if (limit <= 0 || count <= limit || warned.get(emitter)?.has(name)) return
  warned.set(emitter, (warned.get(emitter) ?? new Set()).add(name))
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${count} ${String(name)} listeners added to ${builtin('util').inspect(emitter, { depth: -1 })}. ` +
    `MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`
  )
  builtin('process').emitWarning(Object.assign(warning, { name: 'MaxListenersExceededWarning', emitter, type: name, count }))
}
