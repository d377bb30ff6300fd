/**
 * Node's events, and the platform's own event classes.
 * @module
 */

import { NotImplementedError } from '../base/errors.js'
import { invalidArgType } from '../base/errors/node.js'
import { captureRejectionSymbol, checkedCount, errorMonitor, EventEmitter } from './events/emitter.js'
import { EventEmitterAsyncResource } from './events/resource.js'
import { addAbortListener, on, once } from './events/wait.js'

export { addAbortListener, captureRejectionSymbol, errorMonitor, EventEmitter, EventEmitterAsyncResource, on, once }
export { EventEmitter as default }

export const { Event, EventTarget, CustomEvent, MessageEvent, ErrorEvent } = globalThis
export const defaultMaxListeners = EventEmitter.defaultMaxListeners
export const captureRejections = false
export const usingDomains = false

/** Limits of EventTargets, which the engine does not keep. @type {WeakMap<EventTarget, number>} */
const limits = new WeakMap()

/**
 * @param {any} emitter
 * @param {string | symbol} name
 * @returns {Function[]}
 * @throws {NotImplementedError} for an EventTarget, which does not tell
 */
export function getEventListeners (emitter, name) {
  if (typeof emitter?.listeners === 'function') return emitter.listeners(name)
  if (!(emitter instanceof EventTarget)) throw notAnEmitter('emitter', emitter)
  throw new NotImplementedError('events.getEventListeners() with an EventTarget')
}

/**
 * @param {any} emitter
 * @returns {number}
 */
export function getMaxListeners (emitter) {
  if (typeof emitter?.getMaxListeners === 'function') return emitter.getMaxListeners()
  if (!(emitter instanceof EventTarget)) throw notAnEmitter('emitter', emitter)
  return limits.get(emitter) ?? EventEmitter.defaultMaxListeners
}

/**
 * @param {number} count of an EventTarget it is only remembered: no page warns of its listeners
 * @param {...any} eventTargets none sets the default
 */
export function setMaxListeners (count = EventEmitter.defaultMaxListeners, ...eventTargets) {
  checkedCount('setMaxListeners', count)
  if (eventTargets.length === 0) EventEmitter.defaultMaxListeners = count
  for (const target of eventTargets) {
    if (typeof target?.setMaxListeners === 'function') target.setMaxListeners(count)
    else if (target instanceof EventTarget) limits.set(target, count)
    else throw notAnEmitter('eventTargets', target)
  }
}

/**
 * @param {any} emitter
 * @param {string | symbol} name
 * @returns {number}
 */
export function listenerCount (emitter, name) {
  return typeof emitter?.listenerCount === 'function' ? emitter.listenerCount(name) : getEventListeners(emitter, name).length
}

/** @param {string} name @param {any} value */
function notAnEmitter (name, value) {
  return invalidArgType(name, 'an instance of EventEmitter or EventTarget', value)
}

export const { init } = EventEmitter

/** Where Node's EventTarget keeps its limit, and that it has warned; the engine's keeps neither. */
export const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners')
export const kMaxEventTargetListenersWarned = Symbol('events.maxEventTargetListenersWarned')

for (const [name, value] of Object.entries({ kMaxEventTargetListeners, kMaxEventTargetListenersWarned })) Object.defineProperty(EventEmitter, name, { value })
Object.assign(EventEmitter, {
  once, on, addAbortListener, getEventListeners, getMaxListeners, setMaxListeners, listenerCount, EventEmitterAsyncResource
})
