/**
 * Node's events, and the platform's own event classes.
 * @module
 */

import { NotImplementedError } from '../base/errors.js'
import { captureRejectionSymbol, checkedCount, errorMonitor, EventEmitter } from './events/emitter.js'
import { addAbortListener, on, once } from './events/wait.js'

export { addAbortListener, captureRejectionSymbol, errorMonitor, EventEmitter, on, once }
export { EventEmitter as default }

export const { Event, EventTarget, CustomEvent, MessageEvent, ErrorEvent } = globalThis
export const defaultMaxListeners = EventEmitter.defaultMaxListeners
export const captureRejections = false
export const usingDomains = false

/**
 * @param {any} emitter
 * @param {string | symbol} name
 * @returns {Function[]} an EventTarget does not tell, so it has none to show
 * @throws {NotImplementedError} for an EventTarget
 */
export function getEventListeners (emitter, name) {
  if (typeof emitter?.listeners === 'function') return emitter.listeners(name)
  throw new NotImplementedError('events.getEventListeners() with an EventTarget')
}

/**
 * @param {any} emitter
 * @returns {number}
 */
export function getMaxListeners (emitter) {
  if (typeof emitter?.getMaxListeners === 'function') return emitter.getMaxListeners()
  throw new NotImplementedError('events.getMaxListeners() with an EventTarget')
}

/**
 * @param {number} count
 * @param {...any} emitters none sets the default
 */
export function setMaxListeners (count = EventEmitter.defaultMaxListeners, ...emitters) {
  checkedCount('setMaxListeners', count)
  if (emitters.length === 0) EventEmitter.defaultMaxListeners = count
  for (const emitter of emitters) {
    if (typeof emitter?.setMaxListeners !== 'function') throw new NotImplementedError('events.setMaxListeners() with an EventTarget')
    emitter.setMaxListeners(count)
  }
}

/**
 * @param {any} emitter
 * @param {string | symbol} name
 * @returns {number}
 */
export function listenerCount (emitter, name) {
  return getEventListeners(emitter, name).length
}

/**
 * Make `this` an emitter, as `EventEmitter.call(this, options)` does.
 * @this {any}
 * @param {{ captureRejections?: boolean }} [options]
 */
export function init (options) {
  Reflect.apply(EventEmitter, this, [options])
}

/** Where Node's EventTarget keeps its limit, and that it has warned; the engine's keeps neither. */
export const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners')
export const kMaxEventTargetListenersWarned = Symbol('events.maxEventTargetListenersWarned')

/** Needs async_hooks; not implemented. */
export class EventEmitterAsyncResource extends EventEmitter {
  constructor () {
    super()
    throw new NotImplementedError('EventEmitterAsyncResource')
  }
}

Object.assign(EventEmitter, {
  once, on, addAbortListener, getEventListeners, getMaxListeners, setMaxListeners, listenerCount, EventEmitterAsyncResource,
  init, kMaxEventTargetListeners, kMaxEventTargetListenersWarned
})
