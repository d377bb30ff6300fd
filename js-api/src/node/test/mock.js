/**
 * Functions that remember how they were called, as `mock` of `node:test` makes them.
 * @module
 */

import { invalidArgType, invalidArgValue, outOfRange } from '../../base/errors/node.js'
import { MockTimers } from './mock-timers.js'

/**
 * @typedef {object} Call
 * @property {any[]} arguments
 * @property {any} error what it threw
 * @property {any} result
 * @property {Error} stack
 * @property {Function | undefined} target the class, when it was called with `new`
 * @property {any} this
 * @typedef {{ times?: number, getter?: boolean, setter?: boolean }} MockOptions
 */

/** The record of the calls of a mocked function: its property `mock`. */
export class MockFunctionContext {
  /** @type {Call[]} */
  #calls = []
  /** @type {Map<number, Function>} */
  #once = new Map()
  #original
  #implementation
  #times
  #putBack

  /**
   * @param {Function} original
   * @param {Function} implementation
   * @param {number} times how many calls the implementation is for
   * @param {(() => void) | null} putBack the property it stands for, if there is one
   */
  constructor (original, implementation, times, putBack) {
    this.#original = original
    this.#implementation = implementation
    this.#times = times
    this.#putBack = putBack
  }

  get calls () { return [...this.#calls] }
  callCount () { return this.#calls.length }
  resetCalls () { this.#calls = [] }

  /** @param {any} implementation for every call from now on */
  mockImplementation (implementation) {
    this.#implementation = checkedFunction(implementation, 'implementation')
  }

  /** @param {any} implementation @param {number} [onCall] the number of the call it is for, from 0; the next by default */
  mockImplementationOnce (implementation, onCall = this.#calls.length) {
    checkedFunction(implementation, 'implementation')
    this.#once.set(checkedCount(onCall, 'onCall', this.#calls.length), implementation)
  }

  /** Give the object its own method back; a function of no object calls its original from now on. */
  restore () {
    if (this.#putBack) this.#putBack()
    else this.#implementation = this.#original
  }

  /** @param {any[]} args @param {any} self @param {Function} [target] @returns {any} */
  called (args, self, target) {
    const implementation = this.#next()
    /** @type {Call} */
    const call = Object.assign(Object.create(null), { arguments: args, error: undefined, result: undefined, stack: new Error(), target, this: self })
    try {
      call.result = target ? Reflect.construct(implementation, args, target) : Reflect.apply(implementation, self, args)
      if (target) call.this = call.result
      return call.result
    } catch (error) {
      call.error = error
      throw error
    } finally {
      this.#calls.push(call)
    }
  }

  #next () {
    const count = this.#calls.length
    const once = this.#once.get(count)
    this.#once.delete(count)
    if (count + 1 === this.#times) {
      const last = this.#implementation
      this.#implementation = this.#original
      return once ?? last
    }
    return once ?? this.#implementation
  }
}

/** Makes mocks and takes them back. */
export class MockTracker {
  /** @type {MockFunctionContext[]} */
  #mocks = []
  /** @type {MockTimers | undefined} */
  #timers

  get timers () { return (this.#timers ??= new MockTimers()) }

  /**
   * @param {any} [original]
   * @param {any} [implementation] called instead
   * @param {any} [options]
   * @returns {any} a function with the property `mock`
   */
  fn (original = function () {}, implementation = original, options = {}) {
    if (isOptions(original)) [original, implementation, options] = [function () {}, undefined, original]
    else if (isOptions(implementation)) [implementation, options] = [original, implementation]
    checkedFunction(original, 'original')
    return this.#made(original, checkedFunction(implementation ?? original, 'implementation'), times(options), null)
  }

  /**
   * @param {any} object
   * @param {string | symbol} methodName
   * @param {any} [implementation]
   * @param {any} [options]
   * @returns {any}
   */
  method (object, methodName, implementation, options = {}) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) throw invalidArgType('object', 'of type object', object)
    if (typeof methodName !== 'string' && typeof methodName !== 'symbol') throw invalidArgType('methodName', 'one of type string or symbol', methodName)
    if (isOptions(implementation)) [implementation, options] = [undefined, implementation]
    const { getter = false, setter = false } = options
    if (getter && setter) throw invalidArgValue('options.setter', setter, "cannot be used with 'options.getter'")
    const kind = getter ? 'get' : setter ? 'set' : 'value'
    const descriptor = descriptorOf(object, methodName)
    const original = /** @type {any} */ (descriptor)?.[kind]
    if (typeof original !== 'function') throw invalidArgValue('methodName', original, 'must be a method')
    const putBack = () => { Object.defineProperty(object, methodName, /** @type {PropertyDescriptor} */ (descriptor)) }
    const mock = this.#made(original, checkedFunction(implementation ?? original, 'implementation'), times(options), putBack)
    Object.defineProperty(object, methodName, { ...descriptor, [kind]: mock })
    return mock
  }

  /** @param {any} object @param {string | symbol} methodName @param {any} [implementation] @param {MockOptions} [options] @returns {any} */
  getter (object, methodName, implementation, options) {
    return this.#accessor('getter', object, methodName, implementation, options)
  }

  /** @param {any} object @param {string | symbol} methodName @param {any} [implementation] @param {MockOptions} [options] @returns {any} */
  setter (object, methodName, implementation, options) {
    return this.#accessor('setter', object, methodName, implementation, options)
  }

  /** Take every mock back, and know none of them any more. */
  reset () {
    this.restoreAll()
    this.#timers?.reset()
    this.#mocks = []
  }

  /** Take every mock back. */
  restoreAll () {
    for (const mock of this.#mocks) mock.restore()
  }

  /**
   * @param {'getter' | 'setter'} kind
   * @param {any} object
   * @param {string | symbol} methodName
   * @param {any} implementation
   * @param {MockOptions | undefined} options
   */
  #accessor (kind, object, methodName, implementation, options) {
    const [fn, given] = isOptions(implementation) ? [undefined, implementation] : [implementation, options]
    if (given?.[kind] === false) throw invalidArgValue(`options.${kind}`, false, 'cannot be false')
    return this.method(object, methodName, fn, { ...given, [kind]: true })
  }

  /**
   * @param {Function} original
   * @param {Function} implementation
   * @param {number} most
   * @param {(() => void) | null} putBack
   */
  #made (original, implementation, most, putBack) {
    const context = new MockFunctionContext(original, implementation, most, putBack)
    this.#mocks.push(context)
    /** @type {any} */
    const made = new Proxy(original, {
      apply: (_, self, args) => context.called(args, self),
      construct: (_, args, target) => context.called(args, undefined, target === made ? original : target),
      get: (target, name, receiver) => name === 'mock' ? context : Reflect.get(target, name, receiver)
    })
    return made
  }
}

/** @param {any} value */
function isOptions (value) {
  return value !== null && typeof value === 'object'
}

/** @param {MockOptions} options */
function times ({ times: most = Infinity }) {
  return most === Infinity ? most : checkedCount(most, 'options.times', 1)
}

/** @param {any} value @param {string} name @returns {Function} */
function checkedFunction (value, name) {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value)
  return value
}

/** @param {any} value @param {string} name @param {number} least */
function checkedCount (value, name, least) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least) throw outOfRange(name, `>= ${least} && <= ${Number.MAX_SAFE_INTEGER}`, value)
  return value
}

/** @param {any} object @param {string | symbol} name */
function descriptorOf (object, name) {
  for (let at = object; at; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found) return found
  }
  return undefined
}
