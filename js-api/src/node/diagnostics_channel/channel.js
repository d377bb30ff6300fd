import { invalidArgType } from '../../base/errors/node.js'

/** @typedef {(message: any, name: string | symbol) => void} Subscriber */

/** @type {Map<string | symbol, Channel>} */
const channels = new Map()

/** One named channel; there is one for each name. */
export class Channel {
  /** @type {Subscriber[]} */
  #subscribers = []
  /** @type {Map<any, ((message: any) => any) | undefined>} */
  #stores = new Map()

  /** @param {string | symbol} name */
  constructor (name) {
    this.name = name
  }

  get hasSubscribers () { return this.#subscribers.length > 0 || this.#stores.size > 0 }

  /** @param {Subscriber} subscriber */
  subscribe (subscriber) {
    if (typeof subscriber !== 'function') throw invalidArgType('subscription', 'of type function', subscriber)
    this.#subscribers = [...this.#subscribers, subscriber]
  }

  /** @param {Subscriber} subscriber */
  unsubscribe (subscriber) {
    const at = this.#subscribers.indexOf(subscriber)
    if (at < 0) return false
    this.#subscribers = this.#subscribers.toSpliced(at, 1)
    return true
  }

  /** Publish a message; an exception of a subscriber is reported, and the others are called all the same. @param {any} message */
  publish (message) {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name)
      } catch (error) {
        queueMicrotask(() => { throw error })
      }
    }
  }

  /**
   * @param {{ run (store: any, fn: () => any): any }} store an AsyncLocalStorage
   * @param {(message: any) => any} [transform]
   */
  bindStore (store, transform) { this.#stores.set(store, transform) }

  /** @param {any} store */
  unbindStore (store) { return this.#stores.delete(store) }

  /**
   * @param {any} message
   * @param {(...args: any[]) => any} fn
   * @param {any} [self]
   * @param {...any} args
   */
  runStores (message, fn, self, ...args) {
    let run = () => {
      this.publish(message)
      return Reflect.apply(fn, self, args)
    }
    for (const [store, transform] of this.#stores) {
      const inner = run
      run = () => store.run(transform ? transform(message) : message, inner)
    }
    return run()
  }
}

/** @param {string | symbol} name */
export function channel (name) {
  if (typeof name !== 'string' && typeof name !== 'symbol') throw invalidArgType('channel', 'one of type string or symbol', name)
  const known = channels.get(name) ?? new Channel(name)
  channels.set(name, known)
  return known
}

/** @param {string | symbol} name */
export const hasSubscribers = (name) => channels.get(name)?.hasSubscribers ?? false

/** @param {string | symbol} name @param {Subscriber} subscriber */
export const subscribe = (name, subscriber) => channel(name).subscribe(subscriber)

/** @param {string | symbol} name @param {Subscriber} subscriber */
export const unsubscribe = (name, subscriber) => channel(name).unsubscribe(subscriber)
