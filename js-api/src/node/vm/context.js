/**
 * Contexts: an object whose properties are the global variables of a realm. Every name of the object is a getter and
 * setter there, so both see what the other does; names that code adds or takes away are carried over when it ends.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { newRealm } from './realm.js'

/** @type {WeakMap<object, Context>} */
const contexts = new WeakMap()

/**
 * @param {any} object
 * @returns {Context | undefined}
 */
export function contextOf (object) {
  return contexts.get(object)
}

/** @param {object} object @returns {Context} made for it, unless it has one */
export function contextFor (object) {
  return contexts.get(object) ?? new Context(object)
}

/** @returns {any} the global object of a new realm, that no other object stands for */
export function bareGlobal () {
  const context = new Context(null)
  contexts.set(context.realm.global, context)
  return context.realm.global
}

class Context {
  realm = newRealm()
  #object
  /** @type {Map<string, any>} getters of the names that are shared */
  #shared = new Map()
  /** @type {Map<string, any>} what the realm has of its own */
  #native = new Map()
  #depth = 0

  /** @param {any} object null for a realm that shares nothing */
  constructor (object) {
    this.#object = object
    if (object === null) return
    const { global } = this.realm
    for (const name of Object.getOwnPropertyNames(global)) this.#native.set(name, Reflect.getOwnPropertyDescriptor(global, name)?.value)
    this.#enter()
    contexts.set(object, this)
  }

  /**
   * @template T
   * @param {() => T} fn
   * @returns {T}
   */
  run (fn) {
    if (this.#object === null) return fn()
    if (this.#depth++ === 0) this.#enter()
    try {
      return fn()
    } finally {
      if (--this.#depth === 0) this.#leave()
    }
  }

  /** Show the realm every name of the object. */
  #enter () {
    const names = new Set()
    for (let at = this.#object; at && !Object.hasOwn(at, 'hasOwnProperty'); at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor' || at === this.#object) names.add(name)
    }
    for (const name of this.#shared.keys()) {
      if (names.has(name)) continue
      Reflect.deleteProperty(this.realm.global, name)
      this.#shared.delete(name)
    }
    for (const name of names) if (!this.#isShared(name)) this.#share(name)
  }

  /** Give the object what code has added to the realm, and take what it has deleted there. */
  #leave () {
    const { global } = this.realm
    for (const name of Object.getOwnPropertyNames(global)) {
      if (this.#isShared(name)) continue
      const descriptor = /** @type {PropertyDescriptor} */ (Reflect.getOwnPropertyDescriptor(global, name))
      const { value } = descriptor
      if (this.#native.has(name) && Object.is(this.#native.get(name), value)) continue
      if (descriptor.get || descriptor.set) Reflect.defineProperty(this.#object, name, descriptor)
      else Reflect.set(this.#object, name, value)
      this.#share(name)
    }
    for (const name of this.#shared.keys()) {
      if (Object.hasOwn(global, name)) continue
      Reflect.deleteProperty(this.#object, name)
      this.#shared.delete(name)
    }
  }

  /** @param {string} name */
  #isShared (name) {
    const get = this.#shared.get(name)
    return get !== undefined && Reflect.getOwnPropertyDescriptor(this.realm.global, name)?.get === get
  }

  /** @param {string} name */
  #share (name) {
    const object = this.#object
    const get = () => object[name]
    const set = (/** @type {any} */ value) => { Reflect.set(object, name, value) }
    const done = Reflect.defineProperty(this.realm.global, name, { get, set, configurable: true, enumerable: Reflect.getOwnPropertyDescriptor(object, name)?.enumerable ?? true })
    if (!done) throw new NotImplementedError(`a context with a global named "${name}", which engines keep for frames`)
    this.#shared.set(name, get)
  }
}
