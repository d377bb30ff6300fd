/**
 * One scope and its worker's versions (section 3.2).
 * @module
 */

import { call } from './shared/call.js'
import { ServiceWorker } from './instance.js'
import { showNotification } from './notification.js'
import { OURS, check, name } from './shared/constructors.js'

/** @type {Map<string, ServiceWorkerRegistration>} */
const known = new Map()

/** See the module. */
export class ServiceWorkerRegistration extends EventTarget {
  #description
  /** @type {((event: Event) => any) | null} */
  #onupdatefound = null
  /** @type {ServiceWorker | null} */
  installing = null
  /** @type {ServiceWorker | null} */
  waiting = null
  /** @type {ServiceWorker | null} */
  active = null

  /**
   * @param {symbol} key
   * @param {any} description
   */
  constructor (key, description) {
    check(key)
    super()
    this.#description = description
    this.navigationPreload = new NavigationPreloadManager(key)
  }

  /**
   * The one object of a registration, brought up to date.
   * @internal
   * @param {any} description
   * @returns {ServiceWorkerRegistration}
   */
  static of (description) {
    let found = known.get(description.id)
    if (!found) known.set(description.id, found = new ServiceWorkerRegistration(OURS, description))
    found.#update(description)
    return found
  }

  /** @internal */
  get id () { return this.#description.id }

  get scope () { return this.#description.scope }

  /** The text for the worker that was given when it was registered. */
  get serializedWorkerArgs () { return this.#description.serializedWorkerArgs }

  get updateViaCache () { return this.#description.updateViaCache }

  get onupdatefound () { return this.#onupdatefound }

  set onupdatefound (handler) {
    if (this.#onupdatefound) this.removeEventListener('updatefound', this.#onupdatefound)
    this.#onupdatefound = typeof handler === 'function' ? handler : null
    if (this.#onupdatefound) this.addEventListener('updatefound', this.#onupdatefound)
  }

  /**
   * Look for another script now.
   * @returns {Promise<ServiceWorkerRegistration>}
   */
  async update () {
    const { registration } = await call('serviceWorker.update', { id: this.id }).catch((cause) => {
      throw cause.name === 'InvalidStateError' ? cause : new TypeError(cause.message, { cause })
    })
    return ServiceWorkerRegistration.of(registration)
  }

  /**
   * Drop it.
   * @returns {Promise<boolean>} whether it was there
   */
  async unregister () {
    return Boolean(await call('serviceWorker.unregister', { id: this.id }))
  }

  /**
   * Show a notification.
   * @param {string} title
   * @param {any} [options] as `Notification` takes them
   * @returns {Promise<void>} rejects with a NotSupportedError where the app has no plugin for it
   */
  async showNotification (title, options) {
    await showNotification(title, options)
  }

  /** @param {any} description */
  #update (description) {
    if (description.revision < this.#description.revision) return
    this.#description = description
    const before = [this.installing, this.waiting, this.active]
    const { installing, waiting, active } = description
    this.installing = ServiceWorker.placed(installing)
    this.waiting = ServiceWorker.placed(waiting)
    this.active = ServiceWorker.placed(active)
    // Every place is taken before anybody hears of it; what took a place is heard of after what it drove out.
    ServiceWorker.ended(before, [this.installing, this.waiting, this.active])
    for (const each of [installing, waiting, active]) ServiceWorker.of(each)
    if (this.installing && !before.includes(this.installing)) this.dispatchEvent(new Event('updatefound'))
  }
}

/** Preloads of navigations: not made, and said so. */
export class NavigationPreloadManager {
  /** @param {symbol} key */
  constructor (key) {
    check(key)
  }

  /** @returns {Promise<void>} */
  async enable () {
    throw new DOMException('Navigations are not preloaded: the files are in the app', 'NotSupportedError')
  }

  /** @returns {Promise<void>} */
  async disable () {}

  /** @param {string} _value */
  async setHeaderValue (_value) {
    await this.enable()
  }

  /** @returns {Promise<{ enabled: boolean, headerValue: string }>} */
  async getState () {
    return { enabled: false, headerValue: 'true' }
  }
}

name({ ServiceWorkerRegistration, NavigationPreloadManager })
