/**
 * `localStorage`, `sessionStorage` and `memoryStorage` of workers.
 * @module
 */

import { areas } from './shared/areas.js'

/** @typedef {'environment' | 'session' | 'memory'} Name */

/** As the web's `Storage`, over an area. */
export class Storage {
  #name

  /** @param {Name} name */
  constructor (name) {
    this.#name = name
    const own = (/** @type {PropertyKey} */ key) => typeof key === 'string' && !(key in Storage.prototype)
    // Every method is called on the storage itself, since a proxy has no private members.
    return new Proxy(this, {
      get: (target, key) => {
        if (own(key)) return target.getItem(String(key)) ?? undefined
        const value = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
      set: (target, key, value) => {
        if (own(key)) target.setItem(String(key), value)
        return own(key)
      },
      has: (target, key) => key in Storage.prototype || (own(key) && target.getItem(String(key)) !== null),
      deleteProperty: (target, key) => {
        if (own(key)) target.removeItem(String(key))
        return true
      },
      ownKeys: (target) => target.#area.keys(),
      getOwnPropertyDescriptor: (target, key) => {
        const value = own(key) ? target.getItem(String(key)) : null
        return value === null ? undefined : { value, writable: true, enumerable: true, configurable: true }
      }
    })
  }

  get length () {
    return this.#area.size
  }

  /** @param {number} index */
  key (index) {
    return this.#area.keys()[index] ?? null
  }

  /**
   * @param {string} key
   * @returns {string | null}
   */
  getItem (key) {
    const text = this.#area.get(String(key))
    return text === undefined ? null : this.#read(text)
  }

  /**
   * @param {string} key
   * @param {any} value is made a string
   * @throws {DOMException} QuotaExceededError, when there is no room
   */
  setItem (key, value) {
    this.#area.set(String(key), this.#name === 'environment' ? JSON.stringify(String(value)) : String(value))
  }

  /** @param {string} key */
  removeItem (key) {
    this.#area.delete(String(key))
  }

  clear () {
    this.#area.delete(...this.#area.keys())
  }

  get #area () {
    return areas[this.#name]
  }

  /**
   * An environment holds JSON: a value that is no text is read as its JSON.
   * @param {string} text
   */
  #read (text) {
    if (this.#name !== 'environment') return text
    const value = JSON.parse(text)
    return typeof value === 'string' ? value : text
  }
}

/** Outlives the app; the same entries as `env`. */
export const localStorage = new Storage('environment')
/** As long as the app runs, for every version of a registration. */
export const sessionStorage = new Storage('session')
/** As long as this worker runs. */
export const memoryStorage = new Storage('memory')

export default { Storage, localStorage, sessionStorage, memoryStorage }
