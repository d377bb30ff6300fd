/**
 * `navigator.serviceWorker` (Service Workers 1, section 3.4).
 * @module
 */

import ipc from 'oro:ipc'
import { dictionary, required } from './shared/arguments.js'
import { call } from './shared/call.js'
import { ServiceWorker } from './instance.js'
import { hear } from './shared/messages.js'
import { check, name } from './shared/constructors.js'
import { isClient, self } from './shared/realm.js'
import { ServiceWorkerRegistration } from './registration.js'

/** See the module. */
export class ServiceWorkerContainer extends EventTarget {
  /** @type {ServiceWorker | null | undefined} */
  #controller
  /** @type {Promise<ServiceWorkerRegistration> | undefined} */
  #ready
  /** @type {any[] | null} messages that wait until the page listens */
  #waiting = []
  /** @type {Record<string, ((event: any) => any) | null>} */
  #handlers = {}

  /** @param {symbol} key */
  constructor (key) {
    check(key)
    super()
    addEventListener('serviceWorker.changed', (event) => {
      ServiceWorkerRegistration.of(/** @type {CustomEvent} */ (event).detail)
    })
    addEventListener('serviceWorker.controller', (event) => {
      const { clients, worker, registration } = /** @type {CustomEvent} */ (event).detail
      if (!clients.includes(self().id)) return
      ServiceWorkerRegistration.of(registration, () => {
        this.#controller = ServiceWorker.placed(worker)
        this.dispatchEvent(new Event('controllerchange'))
      })
    })
    hear('client', self().id, ({ from, message }, ports) => {
      const source = ServiceWorker.placed({ state: 'activated', ...from })
      const event = new MessageEvent('message', { data: message, origin: location.origin, ports })
      // The constructor takes only sources of the engine's own.
      this.#deliver(Object.defineProperty(event, 'source', { value: source }))
    })
    if (document.readyState === 'complete') this.startMessages()
    else addEventListener('DOMContentLoaded', () => this.startMessages(), { once: true })
  }

  /** The worker that answers for this document, or null. */
  get controller () {
    if (this.#controller === undefined && !isClient(globalThis)) this.#controller = null
    if (this.#controller === undefined) {
      const { data } = ipc.sendSync(/** @type {any} */ ('serviceWorker.controller'), { client: self().id, url: location.href, parent: self().parent })
      if (data?.worker) ServiceWorkerRegistration.of(data.registration)
      this.#controller = ServiceWorker.placed(data?.worker)
    }
    return this.#controller ?? null
  }

  /**
   * Resolves once the document's scope has an active worker.
   * @returns {Promise<ServiceWorkerRegistration>}
   */
  get ready () {
    return (this.#ready ??= this.#active())
  }

  /**
   * Register a worker.
   * @param {string | URL} scriptURL
   * @param {RegistrationOptions} [options]
   * @returns {Promise<ServiceWorkerRegistration>} rejects with a TypeError when the script is not there or throws,
   *   with a SecurityError when it may not be used for the scope
   */
  async register (scriptURL, options = undefined) {
    required(arguments, 1, 'register a service worker')
    const { scope, type = 'classic', updateViaCache = 'imports' } = dictionary(options, 'register a service worker')
    const params = { scriptURL: absolute(scriptURL), type, updateViaCache, ...(scope === undefined ? {} : { scope: absolute(scope) }) }
    const reach = withoutFragment(params.scope ?? new URL('./', params.scriptURL).href)
    return ServiceWorkerRegistration.after(reach, async () => (await call('serviceWorker.register', params, { timeout: 60000 })).registration)
  }

  /**
   * The registration a URL belongs to.
   * @param {string | URL} [url]
   * @returns {Promise<ServiceWorkerRegistration | undefined>}
   */
  async getRegistration (url = '') {
    const scope = absolute(url)
    if (!scope.startsWith(globalThis.__args?.origin + '/')) {
      throw new DOMException(`Cannot look for a registration: "${scope}" is of another origin`, 'SecurityError')
    }
    const found = await call('serviceWorker.getRegistration', { scope })
    return found?.registration && ServiceWorkerRegistration.of(found.registration)
  }

  /** @returns {Promise<readonly ServiceWorkerRegistration[]>} */
  async getRegistrations () {
    return Object.freeze((await call('serviceWorker.getRegistrations')).map((/** @type {any} */ each) => ServiceWorkerRegistration.of(each)))
  }

  /** Hand on the messages that wait. */
  startMessages () {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const event of waiting) this.dispatchEvent(event)
  }

  get onmessage () { return this.#handlers.message ?? null }
  set onmessage (handler) { this.#handle('message', handler); this.startMessages() }

  get onmessageerror () { return this.#handlers.messageerror ?? null }
  set onmessageerror (handler) { this.#handle('messageerror', handler) }

  get oncontrollerchange () { return this.#handlers.controllerchange ?? null }
  set oncontrollerchange (handler) { this.#handle('controllerchange', handler) }

  /**
   * @param {string} name
   * @param {((event: any) => any) | null} handler
   */
  #handle (name, handler) {
    const before = this.#handlers[name]
    if (before) this.removeEventListener(name, before)
    this.#handlers[name] = typeof handler === 'function' ? handler : null
    if (typeof handler === 'function') this.addEventListener(name, handler)
  }

  /** @param {MessageEvent} event */
  #deliver (event) {
    if (this.#waiting) this.#waiting.push(event)
    else this.dispatchEvent(event)
  }

  /** @returns {Promise<ServiceWorkerRegistration>} */
  async #active () {
    /** @type {(registration: ServiceWorkerRegistration) => void} */
    let settle = () => {}
    const active = new Promise((resolve) => { settle = resolve })
    const look = async () => {
      const found = await call('serviceWorker.getRegistration', { scope: location.href })
      if (found?.registration) ServiceWorkerRegistration.of(found.registration, (each) => { if (each.active) settle(each) })
    }
    addEventListener('serviceWorker.changed', look)
    look()
    const found = await active
    removeEventListener('serviceWorker.changed', look)
    return found
  }
}

/** @param {string} url */
function withoutFragment (url) {
  return url.split('#', 1)[0]
}

/** @param {string | URL} url */
function absolute (url) {
  return new URL(url, document.baseURI).href
}

name({ ServiceWorkerContainer })
