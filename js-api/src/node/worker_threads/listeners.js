/**
 * Node's way to listen, for event targets of the engine: `on()` hears the value itself, not an event around it.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'

/** @typedef {(...args: any[]) => any} Listener */
/** @typedef {{ listener: Listener, heard: (event: any) => void }} Entry */

/** @type {WeakMap<EventTarget, Map<string, Entry[]>>} */
const entries = new WeakMap()

/** @param {EventTarget} target @param {string} name @returns {Entry[]} */
function listOf (target, name) {
  return entries.get(target)?.get(name) ?? []
}

/** @param {EventTarget} target @param {string} name @param {Entry[]} list */
function keep (target, name, list) {
  const names = entries.get(target) ?? new Map()
  entries.set(target, names)
  if (list.length) names.set(name, list)
  else names.delete(name)
}

/** @param {any} event */
function valueOf (event) {
  return event instanceof MessageEvent || event instanceof CustomEvent ? /** @type {any} */ (event).data ?? /** @type {any} */ (event).detail : event
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {Listener} listener
 * @param {boolean} once
 */
function add (target, name, listener, once) {
  if (typeof listener !== 'function') throw invalidArgType('listener', 'of type function', listener)
  const heard = (/** @type {any} */ event) => {
    if (once) remove(target, name, listener)
    Reflect.apply(listener, target, name === 'close' ? [] : [valueOf(event)])
  }
  keep(target, name, [...listOf(target, name), { listener, heard }])
  target.addEventListener(name, heard)
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {Listener} listener
 */
function remove (target, name, listener) {
  const list = listOf(target, name)
  const found = list.findLast((entry) => entry.listener === listener)
  if (!found) return
  keep(target, name, list.filter((entry) => entry !== found))
  target.removeEventListener(name, found.heard)
}

/** The methods of EventEmitter that Node's ports have, added to the engine's own prototype. */
export const listening = {
  /** @this {any} @param {string} name @param {Listener} listener */
  on (name, listener) {
    add(this, name, listener, false)
    if (name === 'message') this.start?.()
    return this
  },
  /** @this {any} @param {string} name @param {Listener} listener */
  once (name, listener) {
    add(this, name, listener, true)
    if (name === 'message') this.start?.()
    return this
  },
  /** @this {any} @param {string} name @param {Listener} listener */
  off (name, listener) {
    remove(this, name, listener)
    return this
  },
  /** @this {any} @param {string} [name] */
  removeAllListeners (name) {
    for (const each of name === undefined ? this.eventNames() : [name]) {
      for (const { listener } of listOf(this, each)) remove(this, each, listener)
    }
    return this
  },
  /** @this {any} @returns {string[]} */
  eventNames () { return [...entries.get(this)?.keys() ?? []] },
  /** @this {any} @param {string} name */
  listenerCount (name) { return listOf(this, name).length },
  /** @this {any} @param {string} name @param {any} value @returns {boolean} whether anybody heard it */
  emit (name, value) {
    const heard = listOf(this, name).length > 0
    this.dispatchEvent(new MessageEvent(name, { data: value }))
    return heard
  },
  getMaxListeners () { return 10 },
  /** @this {any} */
  setMaxListeners () { return this }
}

/**
 * Give a class of the engine Node's methods; what it has already stays.
 * @param {any} prototype
 * @param {Record<string, any>} methods
 */
export function extend (prototype, methods) {
  for (const [name, value] of Object.entries(methods)) {
    if (!Object.hasOwn(prototype, name)) Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
  }
}
