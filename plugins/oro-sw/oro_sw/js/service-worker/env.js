/**
 * `env`: what the workers of a scope keep, also when the app is closed (contract g.1).
 * @module
 */

import { areas } from './shared/areas.js'

/** An object whose members are kept: assign to keep, `delete` to forget. Values are what JSON can say. */
export class Environment {
  constructor () {
    return new Proxy(Object.create(null), {
      get: (_, key) => read(key),
      has: (_, key) => text(key) !== undefined,
      set: (_, key, value) => {
        const json = typeof key === 'string' ? JSON.stringify(value) : undefined
        if (json === undefined) throw new TypeError(`Cannot keep "${String(key)}": its value is nothing that JSON can say`)
        areas.environment.set(String(key), json)
        return true
      },
      defineProperty: () => { throw new TypeError('Cannot define members of an environment: assign to them') },
      deleteProperty: (_, key) => {
        areas.environment.delete(String(key))
        return true
      },
      ownKeys: () => areas.environment.keys(),
      getOwnPropertyDescriptor: (_, key) => text(key) === undefined
        ? undefined
        : { value: read(key), writable: true, enumerable: true, configurable: true }
    })
  }
}

/** @param {PropertyKey} key */
function text (key) {
  return typeof key === 'string' ? areas.environment.get(key) : undefined
}

/** @param {PropertyKey} key */
function read (key) {
  const json = text(key)
  return json === undefined ? undefined : JSON.parse(json)
}

/**
 * The one of this realm.
 * @type {Record<string, any>}
 */
export const env = /** @type {any} */ (new Environment())
export default env
