/** The devices of one kind that a page knows, and their being plugged in and out. */

import { call } from './call.js'

/**
 * @template {EventTarget} D
 * @typedef {object} Shape
 * @property {string} kind the name of the routes
 * @property {(told: { id: string, info: any }) => D} make
 * @property {(type: string, device: D) => Event} event
 * @property {(device: D, connected: boolean) => boolean} connected notes it; returns whether that is news
 */

/**
 * A page has one object for each device, whatever gave it.
 * @template {EventTarget} D
 */
export class Plugs {
  /** @type {Map<string, D>} */
  #known = new Map()
  /** @type {Set<EventTarget>} */
  #managers = new Set()
  #shape
  /** @type {Promise<any> | null} */
  #watching = null

  /** @param {Shape<D>} shape */
  constructor (shape) {
    this.#shape = shape
  }

  /**
   * @param {{ id: string, info: any }} told
   * @returns {D}
   */
  of (told) {
    const device = this.#known.get(told.id) ?? this.#shape.make(told)
    this.#known.set(told.id, device)
    return device
  }

  /** @param {string} id */
  forget (id) {
    this.#known.delete(id)
  }

  /**
   * Tell a manager such as `navigator.serial`, and each device, of what is plugged in and out.
   * @param {EventTarget} [manager]
   */
  async watch (manager) {
    if (manager) this.#managers.add(manager)
    this.#watching ??= this.#begin()
    await this.#watching
  }

  async #begin () {
    globalThis.addEventListener('deviceconnected', this.#heard)
    globalThis.addEventListener('devicedisconnected', this.#heard)
    await call(`${this.#shape.kind}.watch`)
  }

  #heard = (/** @type {any} */ { type, detail }) => {
    if (detail.kind !== this.#shape.kind) return
    const connected = type === 'deviceconnected'
    const device = connected ? this.of(detail) : this.#known.get(detail.id)
    if (device) this.tell(device, connected)
  }

  /**
   * @param {D} device
   * @param {boolean} connected
   */
  tell (device, connected) {
    if (!this.#shape.connected(device, connected)) return
    const type = connected ? 'connect' : 'disconnect'
    device.dispatchEvent(this.#shape.event(type, device))
    for (const manager of this.#managers) {
      const event = this.#shape.event(type, device)
      Object.defineProperty(event, 'target', { value: device, configurable: true }) // it bubbles from the device
      manager.dispatchEvent(event)
    }
  }
}

/**
 * Give objects of a class `on…` members.
 * @param {any} prototype
 * @param {string[]} types
 */
export function handlers (prototype, types) {
  for (const type of types) {
    /** @type {WeakMap<object, any>} */
    const kept = new WeakMap()
    Object.defineProperty(prototype, `on${type}`, {
      /** @this {EventTarget} */
      get () {
        return kept.get(this) ?? null
      },
      /** @this {EventTarget} */
      set (value) {
        this.removeEventListener(type, kept.get(this))
        kept.delete(this)
        if (typeof value !== 'function') return
        kept.set(this, value)
        this.addEventListener(type, value)
      },
      configurable: true,
      enumerable: true
    })
  }
}

/**
 * Make classes known by their names, as the web has them.
 * @param {Record<string, any>} classes
 */
export function expose (classes) {
  for (const [name, value] of Object.entries(classes)) {
    Object.defineProperty(value.prototype, Symbol.toStringTag, { value: name, configurable: true })
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
}
