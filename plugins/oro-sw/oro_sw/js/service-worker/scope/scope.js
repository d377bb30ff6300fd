/**
 * The global scope of a service worker, put on that of the dedicated worker it runs in (Service Workers 1, section 4.1).
 * @module
 */

import { Cache, CacheStorage, caches } from './caches.js'
import { call } from '../shared/call.js'
import { Client, Clients, WindowClient } from '../clients.js'
import { ExtendableEvent, ExtendableMessageEvent, FetchEvent, dispatch } from '../events.js'
import { ServiceWorker } from '../instance.js'
import { hear } from '../shared/messages.js'
import { attributes, dress } from './looks.js'
import { network } from './network.js'
import { OURS } from '../shared/constructors.js'
import { NavigationPreloadManager, ServiceWorkerRegistration } from '../registration.js'
import { localStorage, memoryStorage, sessionStorage } from '../storage.js'

/** The class of `self`. */
export class ServiceWorkerGlobalScope extends EventTarget {
  /** @param {any} value */
  static [Symbol.hasInstance] (value) {
    return value === globalThis
  }
}

/**
 * Put the scope in place.
 * @param {import('../boot.js').Config} config
 * @param {(message: any) => void} tell
 */
export function install ({ version, registration }, tell) {
  const clients = Clients.version = { ...version, registration: registration.id }
  ServiceWorker.own = version
  define({
    ...{ ServiceWorkerGlobalScope, ExtendableEvent, FetchEvent, ExtendableMessageEvent, Client, WindowClient, Clients },
    ...{ ServiceWorker, ServiceWorkerRegistration, NavigationPreloadManager, Cache, CacheStorage },
    ...{ localStorage, sessionStorage, memoryStorage, isServiceWorkerScope: true },
    skipWaiting
  })
  attributes({
    caches,
    clients: new Clients(OURS),
    registration: ServiceWorkerRegistration.of(registration),
    serviceWorker: ServiceWorker.of(version)
  })
  dress(ServiceWorkerGlobalScope)
  keepImports(version.id)
  countAsWeb()
  globalThis.fetch = rejecting(network(version.id, globalThis.fetch.bind(globalThis), tell))
  dispatch.watch((message) => ServiceWorkerRegistration.of(message))
  hear('worker', version.id, ({ from, message }, ports) => {
    const source = from.version ? ServiceWorker.placed(from.version) : new WindowClient(OURS, from)
    const event = new ExtendableMessageEvent('message', { data: message, origin: location.origin, source, ports })
    event.dispatch()
    event.settled().catch(report)
  })
  return clients
}

/** Do not wait for the pages of the version before. */
async function skipWaiting () {
  ServiceWorkerRegistration.of(await call('serviceWorker.worker.skipWaiting', { id: Clients.version.id }))
}

/** @param {Record<string, any>} members */
function define (members) {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true })
  }
}

/**
 * Have the app's own addresses count as the web's: Workbox and many others leave alone what does not begin with "http".
 */
function countAsWeb () {
  const { startsWith } = String.prototype
  const { protocol, host } = location
  Object.defineProperty(String.prototype, 'startsWith', {
    configurable: true,
    writable: true,
    value: { startsWith (/** @type {any} */ search, position = undefined) {
      if (startsWith.call(this, search, position)) return true
      const own = search === 'http' && !position && typeof this !== 'undefined'
      return own && (String(this) === protocol || startsWith.call(this, `${protocol}//${host}/`))
    } }.startsWith
  })
}

/**
 * Have the host keep what is imported: an installed worker runs with the scripts it was installed with.
 * @param {string} id of the version
 */
function keepImports (id) {
  const scope = /** @type {any} */ (globalThis)
  const native = scope.importScripts
  if (typeof native !== 'function') return
  scope.importScripts = (/** @type {(string | URL)[]} */ ...urls) => {
    // Nothing is imported where one of them is no address.
    for (const url of urls) if (!URL.canParse(url, location.href)) throw new DOMException(`Cannot import "${url}": it is no address`, 'SyntaxError')
    for (const url of urls) {
      const { href, pathname } = new URL(url, location.href)
      const ours = pathname.startsWith('/oro/service-worker/')
      if (ours) native.call(scope, href)
      else withoutExports(() => native.call(scope, `/oro/service-worker/import/${id}?${encodeURIComponent(href)}`))
    }
  }
}

/**
 * Import what has its names in the global scope: where there is a `module`, libraries export themselves instead.
 * @param {() => void} load
 */
function withoutExports (load) {
  const scope = /** @type {any} */ (globalThis)
  const { module, exports } = scope
  if (module === undefined) return load()
  delete scope.module
  delete scope.exports
  try {
    load()
  } finally {
    Object.assign(scope, { module, exports })
  }
}

/**
 * Turn answers that stand for network errors into such errors: engines let schemes fail in no other way.
 * @param {typeof globalThis.fetch} fetch
 * @returns {typeof globalThis.fetch}
 */
function rejecting (fetch) {
  return async function (input, init = undefined) {
    const response = await /** @type {any} */ (fetch)(.../** @type {any} */ (arguments))
    if (response.status === 502 && response.headers.has('runtime-response-error')) throw new TypeError('Failed to fetch')
    return response
  }
}

/** @param {any} error */
function report (error) {
  console.error(error)
}
