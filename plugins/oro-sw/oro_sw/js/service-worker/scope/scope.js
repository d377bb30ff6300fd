/**
 * The global scope of a service worker, put on that of the dedicated worker it runs in (section 4.1).
 * @module
 */

import { Cache, CacheStorage, caches } from './caches.js'
import { call } from '../shared/call.js'
import { Client, Clients, WindowClient } from '../clients.js'
import { ExtendableEvent, ExtendableMessageEvent, FetchEvent, dispatch } from '../events.js'
import { ServiceWorker } from '../instance.js'
import { hear } from '../shared/messages.js'
import { network } from './network.js'
import { OURS } from '../shared/constructors.js'
import { NavigationPreloadManager, ServiceWorkerRegistration } from '../registration.js'
import { localStorage, memoryStorage, sessionStorage } from '../storage.js'

const HANDLERS = ['install', 'activate', 'fetch', 'message', 'messageerror', 'push', 'sync']

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
    ...{ ServiceWorker, ServiceWorkerRegistration, NavigationPreloadManager, Cache, CacheStorage, caches },
    ...{ localStorage, sessionStorage, memoryStorage, isServiceWorkerScope: true },
    clients: new Clients(OURS),
    registration: ServiceWorkerRegistration.of(registration),
    serviceWorker: ServiceWorker.of(version),
    skipWaiting
  })
  for (const name of HANDLERS) defineHandler(name)
  keepImports(version.id)
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
 * Have the host keep what is imported: an installed worker runs with the scripts it was installed with.
 * @param {string} id of the version
 */
function keepImports (id) {
  const scope = /** @type {any} */ (globalThis)
  const native = scope.importScripts
  if (typeof native !== 'function') return
  scope.importScripts = (/** @type {(string | URL)[]} */ ...urls) => {
    for (const url of urls) {
      const { href, pathname } = new URL(url, location.href)
      const ours = pathname.startsWith('/oro/service-worker/')
      native.call(scope, ours ? href : `/oro/service-worker/import/${id}?${encodeURIComponent(href)}`)
    }
  }
}

/**
 * Turn answers that stand for network errors into such errors: engines let schemes fail in no other way.
 * @param {typeof globalThis.fetch} fetch
 * @returns {typeof globalThis.fetch}
 */
function rejecting (fetch) {
  return async (...request) => {
    const response = await fetch(...request)
    if (response.status === 502 && response.headers.has('runtime-response-error')) throw new TypeError('Failed to fetch')
    return response
  }
}

/** @param {any} error */
function report (error) {
  console.error(error)
}

/** @param {string} name */
function defineHandler (name) {
  /** @type {any} */
  let handler = null
  const call = (/** @type {Event} */ event) => handler?.call(globalThis, event)
  Object.defineProperty(globalThis, 'on' + name, {
    configurable: true,
    enumerable: true,
    get: () => handler,
    set (value) {
      if (handler === null) addEventListener(name, call)
      handler = typeof value === 'function' ? value : null
      if (handler === null) removeEventListener(name, call)
    }
  })
}
