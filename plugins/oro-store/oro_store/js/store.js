/**
 * Values that stay: JSON under keys, in named stores, on the disk before a promise is fulfilled.
 *
 *     import { open } from 'oro:store'
 *     const settings = open('settings')
 *     await settings.set('theme', { dark: true })
 *     settings.onChange(async ({ set }) => { if (set.includes('theme')) apply(await settings.get('theme')) })
 *
 * Every window of the app has the same stores; each hears what any of them changed.
 * @module
 */

import ipc from 'oro:ipc'

export * as default from './store.js'

/**
 * @typedef {object} Change
 * @property {string} store
 * @property {string[]} set keys that got a value
 * @property {string[]} deleted keys that were there
 */

/** @typedef {{ signal?: AbortSignal }} Options */

/** One store. */
export class Store {
  /** @param {string} [name] */
  constructor (name = 'default') {
    this.name = String(name)
  }

  /**
   * The value of a key.
   * @param {string} key
   * @param {any} [otherwise] what is given when it holds nothing
   * @param {Options} [options]
   * @returns {Promise<any>}
   */
  async get (key, otherwise, options) {
    const { found, value } = data(await ipc.request('store.get', { store: this.name, key }, options))
    return found ? value : otherwise
  }

  /**
   * @param {string} key
   * @param {Options} [options]
   * @returns {Promise<boolean>}
   */
  async has (key, options) {
    return data(await ipc.request('store.get', { store: this.name, key }, options)).found
  }

  /**
   * Have a key hold a value.
   * @param {string} key
   * @param {any} value what JSON can say
   * @param {Options} [options]
   */
  async set (key, value, options) {
    data(await ipc.write('store.set', { store: this.name, key }, json(key, value), options))
  }

  /**
   * Have a key hold nothing.
   * @param {string} key
   * @param {Options} [options]
   * @returns {Promise<boolean>} whether it held anything
   */
  async delete (key, options) {
    return data(await ipc.request('store.delete', { store: this.name, key }, options)).deleted.length > 0
  }

  /**
   * Set and delete several keys, all of them or none.
   * @param {{ set?: Record<string, any>, delete?: string[] }} changes
   * @param {Options} [options]
   */
  async update ({ set = {}, delete: gone = [] }, options) {
    const values = Object.entries(set).map(([key, value]) => `${JSON.stringify(key)}:${json(key, value)}`)
    const body = `{"set":{${values.join()}},"delete":${JSON.stringify(gone)}}`
    data(await ipc.write('store.update', { store: this.name }, body, options))
  }

  /**
   * @param {Options} [options]
   * @returns {Promise<string[]>} sorted
   */
  async keys (options) {
    return data(await ipc.request('store.keys', { store: this.name }, options)).keys
  }

  /**
   * @param {Options} [options]
   * @returns {Promise<[string, any][]>} sorted by key
   */
  async entries (options) {
    return Object.entries(data(await ipc.request('store.entries', { store: this.name }, options)).entries)
  }

  /**
   * Delete everything.
   * @param {Options} [options]
   */
  async clear (options) {
    data(await ipc.request('store.clear', { store: this.name }, options))
  }

  /**
   * Hear what any window changes in this store, this one included.
   * @param {(change: Change) => void} callback
   * @returns {() => void} takes the callback away
   */
  onChange (callback) {
    const heard = (/** @type {any} */ { detail }) => { if (detail.store === this.name) callback(detail) }
    globalThis.addEventListener('storechange', heard)
    return () => globalThis.removeEventListener('storechange', heard)
  }
}

/**
 * The store of a name; nothing is made before something is set.
 * @param {string} [name]
 */
export function open (name) {
  return new Store(name)
}

/**
 * The names of the stores that hold anything.
 * @param {Options} [options]
 * @returns {Promise<string[]>} sorted
 */
export async function stores (options) {
  return data(await ipc.request('store.stores', {}, options)).stores
}

/**
 * @param {string} key
 * @param {any} value
 */
function json (key, value) {
  const text = JSON.stringify(value)
  if (text === undefined) throw new TypeError(`Cannot store "${key}": JSON has no ${typeof value}`)
  return text
}

/** @param {any} result */
function data (result) {
  if (result.err) throw result.err
  return result.data
}
