import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { frame, run } from './frame.js'

let last = 1
/** @type {AsyncResource | null} */
let running = null

/** Something whose callbacks run in the frame it was made in. */
export class AsyncResource {
  #frame = frame()
  #id = ++last
  #trigger

  /** @param {string} type @param {number | { triggerAsyncId?: number }} [options] */
  constructor (type, options) {
    checkType(type)
    const given = typeof options === 'object' ? options?.triggerAsyncId : undefined
    if (given !== undefined && (!Number.isSafeInteger(given) || given < -1)) {
      throw nodeError(RangeError, 'ERR_INVALID_ASYNC_ID', `Invalid triggerAsyncId value: ${given}`)
    }
    this.type = type
    this.#trigger = typeof options === 'number' ? options : options?.triggerAsyncId ?? executionAsyncId()
  }

  /** @template {(...args: any[]) => any} F @param {F} fn @param {string} [type] @param {any} [self] @returns {F} */
  static bind (fn, type, self) { return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, self) }

  /** @template {(...args: any[]) => any} F @param {F} fn @param {any} [self] @returns {F} */
  bind (fn, self) {
    if (typeof fn !== 'function') throw invalidArgType('fn', 'of type function', fn)
    const resource = this
    return /** @type {any} */ (function (/** @type {any[]} */ ...args) {
      // @ts-ignore `this` may be anything, unless one is given.
      return resource.runInAsyncScope(fn, self ?? this, ...args)
    })
  }

  /** @template T @param {(...args: any[]) => T} fn @param {any} [self] @param {...any} args @returns {T} */
  runInAsyncScope (fn, self, ...args) {
    const before = running
    running = this
    try {
      return run(this.#frame, () => Reflect.apply(fn, self, args))
    } finally {
      running = before
    }
  }

  emitDestroy () { return this }
  asyncId () { return this.#id }
  triggerAsyncId () { return this.#trigger }
}

/** @param {any} type */
function checkType (type) {
  if (typeof type !== 'string') throw invalidArgType('type', 'of type string', type)
  if (type === '') throw nodeError(TypeError, 'ERR_ASYNC_TYPE', 'Invalid name for async "type": ')
}

/** @returns {number} the id of the running AsyncResource, 1 outside of any */
export const executionAsyncId = () => running?.asyncId() ?? 1
/** @returns {number} */
export const triggerAsyncId = () => running?.triggerAsyncId() ?? 0
/** @returns {object} */
export const executionAsyncResource = () => running ?? {}
