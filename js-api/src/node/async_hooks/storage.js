import { invalidArgType } from '../../base/errors/node.js'
import { bind, carry, enter, frame, run } from './frame.js'

/** A value that follows the calls made while it is set. */
export class AsyncLocalStorage {
  #open = true

  /** @template {(...args: any[]) => any} F @param {F} fn @returns {F} */
  static bind (fn) {
    if (typeof fn !== 'function') throw invalidArgType('fn', 'of type function', fn)
    return bind(fn)
  }

  /** @returns {(fn: (...args: any[]) => any, ...args: any[]) => any} runs functions in the present frame */
  static snapshot () { return bind((fn, ...args) => fn(...args)) }

  /** @returns {any} */
  getStore () { return this.#open ? frame().get(this) : undefined }

  /** @template T @param {any} store @param {(...args: any[]) => T} fn @param {...any} args @returns {T} */
  run (store, fn, ...args) {
    carry()
    this.#open = true
    return run(new Map([...frame(), [this, store]]), () => fn(...args))
  }

  /** @template T @param {(...args: any[]) => T} fn @param {...any} args @returns {T} */
  exit (fn, ...args) {
    return run(new Map([...frame()].filter(([key]) => key !== this)), () => fn(...args))
  }

  /** @param {any} store from here on, until the running code is done */
  enterWith (store) {
    carry()
    this.#open = true
    enter(new Map([...frame(), [this, store]]))
  }

  disable () { this.#open = false }
}
