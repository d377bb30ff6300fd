/**
 * Cleaning up after objects that were collected.
 *
 *     class Handle {
 *       [gc.finalizer] () { return { args: [this.id], handle: (id) => release(id) } }
 *     }
 *     gc.ref(new Handle())
 *
 * @module
 */

import { FinalizationRegistryCallbackError } from '../base/errors.js'

export * as default from './gc.js'

/** The method of an object that says how to clean up after it. */
export const kFinalizer = Symbol.for('oro.runtime.gc.finalizer')
export const finalizer = kFinalizer

/** A function that cleans up; it must not refer to the object it is for. */
export class Finalizer {
  /**
   * @param {((...args: any[]) => any) | { handle?: (...args: any[]) => any, args?: any[] }} from
   * @returns {Finalizer}
   */
  static from (from) {
    return typeof from === 'function' ? new Finalizer([], from) : new Finalizer(from.args ?? [], from.handle)
  }

  /**
   * @param {any[]} args
   * @param {((...args: any[]) => any)} [handle]
   */
  constructor (args, handle) {
    if (typeof handle !== 'function') throw new TypeError('Cannot make a Finalizer: it has no function to call')
    this.args = args
    this.handle = handle
  }
}

/** Objects that are watched, by weak reference. @type {Set<WeakRef<object>>} */
export const pool = new Set()

/** Finalizers of watched objects. @type {WeakMap<object, { finalizer: Finalizer, entry: WeakRef<object> }>} */
export const finalizers = new WeakMap()

/** Runs a finalizer when its object was collected. */
export const registry = new FinalizationRegistry((/** @type {{ finalizer: Finalizer, entry: WeakRef<object> }} */ { finalizer, entry }) => {
  pool.delete(entry)
  run(finalizer)
})

/**
 * Watch an object: its finalizer runs when it is collected.
 * @param {any} object has a method `[gc.finalizer]`, or `from` is given
 * @param {Finalizer | ((...args: any[]) => any)} [from]
 * @returns {boolean} false when it is watched already, or nothing says how to clean up
 */
export function ref (object, from) {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function') || finalizers.has(object)) return false
  const given = from ?? object[kFinalizer]?.()
  if (!given) return false
  const watched = { finalizer: given instanceof Finalizer ? given : Finalizer.from(given), entry: new WeakRef(object) }
  finalizers.set(object, watched)
  pool.add(watched.entry)
  registry.register(object, watched, object)
  return true
}

/**
 * Watch an object no more.
 * @param {any} object
 * @returns {boolean} whether it was watched
 */
export function unref (object) {
  const watched = finalizers.get(object)
  if (!watched) return false
  finalizers.delete(object)
  pool.delete(watched.entry)
  registry.unregister(object)
  return true
}

/** @param {any} object */
export function retain (object) {
  return ref(object)
}

/**
 * Clean up after an object now.
 * @param {any} object
 * @returns {Promise<boolean>} whether it was watched; rejects with what its finalizer threw
 */
export async function finalize (object) {
  const finalizer = finalizers.get(object)?.finalizer
  if (!unref(object) || !finalizer) return false
  await finalizer.handle(...finalizer.args)
  return true
}

/**
 * Clean up after every watched object now.
 * @returns {Promise<void>} rejects with an AggregateError when finalizers threw
 */
export async function release () {
  const ended = await Promise.allSettled([...pool].map((entry) => finalize(entry.deref())))
  const errors = ended.flatMap((result) => result.status === 'rejected' ? [result.reason] : [])
  if (errors.length) throw new AggregateError(errors, `Cannot clean up after ${errors.length} objects`)
}

/** @param {Finalizer} finalizer */
async function run ({ handle, args }) {
  try {
    await handle(...args)
  } catch (error) {
    globalThis.reportError(new FinalizationRegistryCallbackError(`Cannot clean up after an object: ${error}`, { cause: error }))
  }
}
