/**
 * AsyncContext: variables whose values follow a chain of calls, as far as `async_hooks/frame.js` says.
 * @module
 */

import { bind } from '../../node/async_hooks/frame.js'
import { AsyncLocalStorage } from '../../node/async_hooks/storage.js'

/** One variable. */
export class Variable {
  #storage = new AsyncLocalStorage()
  #default

  /** @param {{ name?: string, defaultValue?: any }} [options] */
  constructor ({ name = '', defaultValue } = {}) {
    this.name = String(name)
    this.#default = defaultValue
  }

  /** @returns {any} its value here, or the default outside of every `run()` */
  get () {
    const held = this.#storage.getStore()
    return held ? held.value : this.#default
  }

  /**
   * @template T
   * @param {any} value
   * @param {(...args: any[]) => T} fn
   * @param {...any} args
   * @returns {T}
   */
  run (value, fn, ...args) { return this.#storage.run({ value }, fn, ...args) }
}

/** The values that all variables have where it is made. */
export class Snapshot {
  #run = AsyncLocalStorage.snapshot()

  /** @param {(...args: any[]) => any} fn @param {...any} args @returns {any} */
  run (fn, ...args) { return this.#run(fn, ...args) }

  /** @template {(...args: any[]) => any} F @param {F} fn @returns {F} what runs with the values of now */
  static wrap (fn) { return bind(fn) }
}

export const AsyncContext = Object.freeze({ Snapshot, Variable })
export default AsyncContext
