/**
 * One scope and its worker's versions (Service Workers 1, section 3.2).
 * @module
 */

import { required } from './shared/arguments.js'
import { call } from './shared/call.js'
import { ServiceWorker } from './instance.js'
import { showNotification } from './notification.js'
import { between } from './passing.js'
import { OURS, check, name } from './shared/constructors.js'
import { task } from './shared/task.js'
import { Turns } from './turns.js'

/** @type {Map<string, ServiceWorkerRegistration>} */
const known = new Map()

/** See the module. */
export class ServiceWorkerRegistration extends EventTarget {
  #description
  /** @type {((event: Event) => any) | null} */
  #onupdatefound = null
  #navigationPreload
  /** @type {(ServiceWorker | null)[]} the versions that install, wait and are active */
  #places
  /** @type {ServiceWorker | null} the version that was heard of last as one that installs */
  #found = null

  /**
   * @param {symbol} key
   * @param {any} description
   */
  constructor (key, description) {
    check(key)
    super()
    this.#description = description
    this.#places = placed(description)
    this.#navigationPreload = new NavigationPreloadManager(key, description.id)
  }

  /**
   * The one object of a registration, brought up to date in its turn.
   * @internal
   * @param {any} description
   * @param {(found: ServiceWorkerRegistration) => void} [then] what belongs to the same turn, at its end
   * @returns {ServiceWorkerRegistration}
   */
  static of (description, then = () => {}) {
    const found = ServiceWorkerRegistration.#known(description)
    Turns.of(found.scope).add(async () => {
      for (const step of found.#steps(description)) {
        found.#update(step)()
        await task()
      }
      found.#update(description)()
      then(found)
    })
    return found
  }

  /**
   * The registration that a promise is for: its events, and what is told of it meanwhile, come after that is settled.
   * @internal
   * @param {string} scope
   * @param {() => Promise<any>} ask the host for its description
   * @returns {Promise<ServiceWorkerRegistration>}
   */
  static async after (scope, ask) {
    const held = Turns.of(scope).hold()
    let say = () => {}
    try {
      const description = await ask()
      await held
      const found = ServiceWorkerRegistration.#known(description)
      for (const step of found.#steps(description)) {
        found.#update(step)()
        await task()
      }
      say = found.#update(description)
      return found
    } finally {
      const end = await held
      task().then(say).then(end)
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
   * @param {any} description
   * @returns {any[]} what is between the last one and this
   */
  #steps (description) {
    return this.#outdated(description) ? [] : between(this.#description, description)
  }

  /** @param {any} description */
  #outdated (description) {
    return description.revision < this.#description.revision
  }

  /**
   * Take over a description.
   * @param {any} description
   * @returns {() => void} what fires its events
   */
  #update (description) {
    if (this.#outdated(description)) return () => {}
    this.#description = description
    const before = this.#places
    const places = this.#places = placed(description)
    return () => {
      if (places[0] && places[0] !== this.#found) {
        this.#found = places[0]
        this.dispatchEvent(new Event('updatefound'))
      }
      // What took a place is heard of after what it drove out.
      ServiceWorker.ended(before, places)
      for (const each of versions(description)) ServiceWorker.of(each)
    }
  }
}

/** @param {any} description */
function versions ({ installing, waiting, active }) {
  return [installing, waiting, active]
}

/**
 * @param {any} description
 * @returns {(ServiceWorker | null)[]} its versions, in the states they were last seen in
 */
function placed (description) {
  return versions(description).map(ServiceWorker.placed)
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
