/**
 * Node's CallTracker, which Node has deprecated: it counts calls of functions.
 * @module
 */

import { invalidArgType, invalidArgValue, outOfRange } from '../../base/errors/node.js'
import assert from '../../internal/vendor/assert.js'
import { builtin } from '../module/builtins.js'

/** @typedef {{ thisArg: any, arguments: any[] }} Call */

let warned = false

/** Calls of one function. */
class Tracked {
  /** @type {Call[]} */
  calls = []

  /** @param {string} name @param {number} exact */
  constructor (name, exact) {
    this.name = name
    this.exact = exact
  }

  /** @returns {{ message: string, actual: number, expected: number, operator: string, stack: Error } | null} null when they are as many as expected */
  report () {
    const { length } = this.calls
    if (length === this.exact) return null
    const message = `Expected the ${this.name} function to be executed ${this.exact} time(s) but was executed ${length} time(s).`
    return { message, actual: length, expected: this.exact, operator: this.name, stack: new Error(message) }
  }
}

/** Counts calls. */
export class CallTracker {
  /** @type {Set<Tracked>} */
  #all = new Set()
  /** @type {WeakMap<Function, Tracked>} */
  #tracked = new WeakMap()

  constructor () {
    if (!warned) builtin('process').emitWarning('assert.CallTracker is deprecated.', 'DeprecationWarning', 'DEP0173')
    warned = true
  }

  /** @param {any} [fn] @param {number} [expected] @returns {any} what is to be called instead */
  calls (fn, expected = 1) {
    const [callee, count] = typeof fn === 'number' ? [() => {}, fn] : [fn ?? (() => {}), expected]
    if (typeof count !== 'number') throw invalidArgType('expected', 'of type number', count)
    if (!(Number.isInteger(count) && count >= 1)) throw outOfRange('expected', Number.isInteger(count) ? '>= 1 && <= 4294967295' : 'an integer', count)
    const tracked = new Tracked(callee.name || 'calls', count)
    const counting = new Proxy(callee, {
      apply: (target, thisArg, args) => {
        tracked.calls.push({ thisArg, arguments: args })
        return Reflect.apply(target, thisArg, args)
      }
    })
    this.#all.add(tracked)
    this.#tracked.set(counting, tracked)
    return counting
  }

  /** @param {any} fn @returns {readonly Call[]} */
  getCalls (fn) { return Object.freeze([...this.#of(fn).calls]) }

  /** @param {any} [fn] of `calls()`; all of them by default */
  reset (fn) {
    for (const tracked of fn === undefined ? this.#all : [this.#of(fn)]) tracked.calls = []
  }

  report () { return [...this.#all].flatMap((tracked) => tracked.report() ?? []) }

  verify () {
    const errors = this.report()
    if (errors.length === 0) return
    const message = errors.length === 1 ? errors[0].message : 'Functions were not called the expected number of times'
    throw new assert.AssertionError({ message, ...(errors.length === 1 ? { operator: errors[0].operator } : {}) })
  }

  /** @param {any} fn */
  #of (fn) {
    const found = this.#tracked.get(fn)
    if (!found) throw invalidArgValue('tracked', fn, 'is not a tracked function')
    return found
  }
}
