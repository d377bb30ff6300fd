/**
 * One scope and its worker's versions (Service Workers 1, section 3.2).
 * @module
 */

import { required } from './shared/arguments.js'
import { call } from './shared/call.js'
import { ServiceWorker } from './instance.js'
import { showNotification } from './notification.js'
import { OURS, check, name } from './shared/constructors.js'
import { task } from './shared/task.js'

/** @type {Map<string, ServiceWorkerRegistration>} */
const known = new Map()

/** @typedef {{ scope: string, told: (() => void)[] }} Awaited a scope a promise is awaited for, and what it was told meanwhile */

/** @type {Awaited[]} */
const awaited = []

/** See the module. */
export class ServiceWorkerRegistration extends EventTarget {
  #description
  /** @type {((event: Event) => any) | null} */
  #onupdatefound = null
  #navigationPreload
  /** @type {(ServiceWorker | null)[]} the versions that install, wait and are active */
  #places = [null, null, null]

  /**
   * @param {symbol} key
   * @param {any} description
   */
  constructor (key, description) {
    check(key)
    super()
    this.#description = description
    this.#navigationPreload = new NavigationPreloadManager(key, description.id)
  }

  /**
   * The one object of a registration, brought up to date.
   * @internal
   * @param {any} description
   * @returns {ServiceWorkerRegistration}
   */
  static of (description) {
    const found = ServiceWorkerRegistration.#known(description)
    ServiceWorkerRegistration.told(found.scope, () => found.#update(description)())
    return found
  }

  /**
   * Take what the host tells of a scope: at once, or after the promise that is awaited for it.
   * @internal
   * @param {string} scope
   * @param {() => void} take
   */
  static told (scope, take) {
    const waits = awaited.find((each) => each.scope === scope)
    if (waits) waits.told.push(take)
    else take()
  }

  /**
   * The registration that a promise is for: its events, and what is told of it meanwhile, come after that is settled.
   * @internal
   * @param {string} scope
   * @param {() => Promise<any>} ask the host for its description
   * @returns {Promise<ServiceWorkerRegistration>}
   */
  static async after (scope, ask) {
    /** @type {Awaited} */
    const waits = { scope, told: [] }
    awaited.push(waits)
    const go = (/** @type {() => void} */ say) => {
      awaited.splice(awaited.indexOf(waits), 1)
      say()
      for (const take of waits.told) ServiceWorkerRegistration.told(scope, take)
    }
    try {
      const description = await ask()
      const found = ServiceWorkerRegistration.#known(description)
      const say = found.#update(description)
      task().then(() => go(say))
      return found
    } catch (error) {
      task().then(() => go(() => {}))
      throw error
    }
  }

  /** @param {any} description */
  static #known (description) {
    let found = known.get(description.id)
    if (!found) known.set(description.id, found = new ServiceWorkerRegistration(OURS, description))
    return found
  }

  /** @internal */
  get id () { return this.#description.id }

  get scope () { return this.#description.scope }

  get installing () { return this.#places[0] }

  get waiting () { return this.#places[1] }

  get active () { return this.#places[2] }

  /** The text for the worker that was given when it was registered. */
  get serializedWorkerArgs () { return this.#description.serializedWorkerArgs }

  get navigationPreload () { return this.#navigationPreload }

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
    return ServiceWorkerRegistration.after(this.scope, async () => {
      const { registration } = await call('serviceWorker.update', { id: this.id }).catch((cause) => {
        throw ['InvalidStateError', 'SecurityError'].includes(cause.name) ? cause : new TypeError(cause.message, { cause })
      })
      return registration
    })
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
  async showNotification (title, options = undefined) {
    required(arguments, 1, 'show a notification')
    await showNotification(title, options)
  }

  /**
   * Take over a description.
   * @param {any} description
   * @returns {() => void} what fires its events
   */
  #update (description) {
    if (description.revision < this.#description.revision) return () => {}
    this.#description = description
    const before = this.#places
    const { installing, waiting, active } = description
    const places = this.#places = [installing, waiting, active].map(ServiceWorker.placed)
    return () => {
      if (places[0] && !before.includes(places[0])) this.dispatchEvent(new Event('updatefound'))
      // What took a place is heard of after what it drove out.
      ServiceWorker.ended(before, places)
      for (const each of [installing, waiting, active]) ServiceWorker.of(each)
    }
  }
}

/** Turns the navigation preload on and off: the app is asked for a navigation beside the worker (Service Workers 1, section 3.5). */
export class NavigationPreloadManager {
  #id

  /**
   * @param {symbol} key
   * @param {string} id of the registration
   */
  constructor (key, id) {
    check(key)
    this.#id = id
  }

  /** @returns {Promise<void>} rejects with an InvalidStateError where there is no active worker */
  async enable () {
    await call('serviceWorker.preload', { id: this.#id, enabled: true })
  }

  /** @returns {Promise<void>} */
  async disable () {
    await call('serviceWorker.preload', { id: this.#id, enabled: false })
  }

  /**
   * Say what `Service-Worker-Navigation-Preload` tells the app.
   * @param {string} value
   * @returns {Promise<void>}
   */
  async setHeaderValue (value) {
    required(arguments, 1, 'set a header value')
    const header = `${value}`
    new Headers([['service-worker-navigation-preload', header]])
    await call('serviceWorker.preload', { id: this.#id, header })
  }

  /** @returns {Promise<{ enabled: boolean, headerValue: string }>} */
  async getState () {
    return call('serviceWorker.preload', { id: this.#id })
  }
}

name({ ServiceWorkerRegistration, NavigationPreloadManager }, ['id'])
