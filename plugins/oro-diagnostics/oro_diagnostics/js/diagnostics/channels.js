/**
 * Channels by name. A name that ends in `*` is a group: who subscribes to it hears every channel whose name begins so.
 * @module
 */

/**
 * @callback Subscriber
 * @param {any} message
 * @param {string} name of the channel it was published on
 * @returns {any}
 */

/** Subscribers by name. An exception of one is reported, and the others are called all the same. */
export class Channels {
  /** @type {Map<string, Channel>} */
  #channels = new Map()

  /** @param {string} name */
  has (name) {
    return this.#channels.has(name)
  }

  /** Every channel that was asked for, groups included. */
  [Symbol.iterator] () {
    return this.#channels.values()
  }

  /**
   * @param {string} name
   * @returns {Channel} the same for the same name
   */
  channel (name) {
    if (typeof name !== 'string' || name === '') throw new TypeError('Cannot get a channel: its name must be a text that is not empty')
    const known = this.#channels.get(name)
    if (known) return known
    const made = new Channel(name, this)
    this.#channels.set(name, made)
    return made
  }

  /**
   * @param {string} name of the group, or what the names of its channels begin with
   * @param {...(string | Channel | (string | Channel)[])} members further channels that are in it, named below its own name
   * @returns {Channel} hears every channel `<name>.…`
   */
  group (name, ...members) {
    const begin = name.replace(/\.?\*$/, '')
    for (const member of members.flat()) this.channel(`${begin}.${typeof member === 'string' ? member : member.name}`)
    return this.channel(`${begin}.*`)
  }

  /**
   * @param {string} name
   * @param {Subscriber} subscriber
   * @returns {() => boolean} ends it
   */
  subscribe (name, subscriber) {
    return this.channel(name).subscribe(subscriber)
  }

  /**
   * @param {string} name
   * @param {Subscriber} subscriber
   */
  unsubscribe (name, subscriber) {
    return this.#channels.get(name)?.unsubscribe(subscriber) ?? false
  }

  /**
   * @param {string} name of a channel, or a group to publish on each channel of it
   * @param {any} message
   * @returns {boolean} whether anyone heard
   */
  publish (name, message) {
    const names = isGroup(name) ? [...this.#channels.keys()].filter((known) => !isGroup(known) && inGroup(known, name)) : [name]
    return names.map((one) => this.#publish(one, message)).includes(true)
  }

  /**
   * @param {string} name
   * @returns {Channel[]} those who hear it: the channel itself, and the groups it is in
   */
  hearing (name) {
    return [...this.#channels.values()].filter((one) => one.subscribers.size > 0 && (one.name === name || inGroup(name, one.name)))
  }

  /**
   * @param {string} name
   * @param {any} message
   */
  #publish (name, message) {
    const subscribers = this.hearing(name).flatMap((one) => [...one.subscribers])
    for (const subscriber of subscribers) {
      try {
        subscriber(message, name)
      } catch (error) {
        globalThis.reportError(error)
      }
    }
    return subscribers.length > 0
  }
}

/** One name. Events `subscribed` and `unsubscribed` say that someone began or ceased to hear it. */
export class Channel extends EventTarget {
  /** @type {Set<Subscriber>} */
  subscribers = new Set()
  #channels

  /**
   * @param {string} name
   * @param {Channels} channels
   */
  constructor (name, channels) {
    super()
    this.name = name
    this.#channels = channels
  }

  /** Whether anyone hears what is published here, by this name or by a group. */
  get hasSubscribers () {
    return this.#channels.hearing(this.name).length > 0
  }

  /**
   * @param {string} name
   * @returns {Channel} `<this name>.<name>`
   */
  channel (name) {
    return this.#channels.channel(`${this.name}.${name}`)
  }

  /**
   * @param {Subscriber} subscriber
   * @returns {() => boolean} ends it
   */
  subscribe (subscriber) {
    if (typeof subscriber !== 'function') throw new TypeError('Cannot subscribe: the subscriber must be a function')
    this.subscribers.add(subscriber)
    this.#changed('subscribed')
    return () => this.unsubscribe(subscriber)
  }

  /**
   * @param {Subscriber} subscriber
   * @returns {boolean} whether it was subscribed
   */
  unsubscribe (subscriber) {
    const removed = this.subscribers.delete(subscriber)
    if (removed) this.#changed('unsubscribed')
    return removed
  }

  /**
   * @param {any} message
   * @returns {boolean} whether anyone heard
   */
  publish (message) {
    return this.#channels.publish(this.name, message)
  }

  toJSON () {
    return { name: this.name, subscribers: this.subscribers.size }
  }

  /** @param {string} type */
  #changed (type) {
    for (const one of this.#channels) {
      if (one === this || inGroup(one.name, this.name)) one.dispatchEvent(new Event(type))
    }
  }
}

/** @param {string} name */
function isGroup (name) {
  return name.endsWith('*')
}

/**
 * @param {string} name
 * @param {string} group
 */
function inGroup (name, group) {
  return isGroup(group) && name !== group && name.startsWith(group.slice(0, -1))
}

/** The channels of this realm. */
const channels = new Channels()
export default channels

/**
 * @param {string} name
 * @returns {Channel}
 */
export function channel (name) {
  return channels.channel(name)
}

/**
 * @param {string} name
 * @param {...(string | Channel | (string | Channel)[])} members
 * @returns {Channel} see `Channels.group()`
 */
export function group (name, ...members) {
  return channels.group(name, ...members)
}
