// What a worker finds in its scope.

import { controlled, dropped, inside } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const registration = await controlled('sw.js')
    const seen = (work, data) => inside(registration.active, work, data)
    log('scope', await seen(() => [self === globalThis, self instanceof ServiceWorkerGlobalScope, typeof window, typeof document, isSecureContext, origin === location.origin]))
    log('location', await seen(() => [location.pathname, String(new URL('x', location).pathname), location.search]))
    log('registration', await seen(() => [new URL(registration.scope).pathname, registration.active.state, registration.waiting, registration.installing, registration.updateViaCache, registration instanceof ServiceWorkerRegistration, registration.navigationPreload instanceof NavigationPreloadManager]))
    log('itself', await seen(() => [serviceWorker.state, serviceWorker === registration.active, new URL(serviceWorker.scriptURL).pathname, serviceWorker instanceof ServiceWorker]))
    log('clients', await seen(() => [clients instanceof Clients, ...['get', 'matchAll', 'openWindow', 'claim'].map((name) => typeof clients[name])]))
    log('caches', await seen(async () => [caches instanceof CacheStorage, await caches.keys()]))
    log('functions', await seen(() => ['skipWaiting', 'importScripts', 'fetch', 'queueMicrotask', 'structuredClone', 'setTimeout', 'atob', 'reportError'].map((name) => typeof globalThis[name])))
    log('classes', await seen(() => ['Client', 'WindowClient', 'Clients', 'ExtendableEvent', 'ExtendableMessageEvent', 'FetchEvent', 'ServiceWorker', 'ServiceWorkerRegistration', 'Cache', 'CacheStorage', 'Request', 'Response', 'Headers', 'ReadableStream', 'TransformStream', 'URLPattern', 'BroadcastChannel', 'IDBFactory', 'CompressionStream', 'NavigationPreloadManager'].map((name) => typeof globalThis[name])))
    log('not made by hand', await seen(() => ['Client', 'WindowClient', 'Clients', 'ServiceWorker', 'ServiceWorkerRegistration', 'Cache', 'CacheStorage'].map((name) => {
      try { return typeof new globalThis[name]() } catch (error) { return error.name }
    })))
    log('handlers', await seen(() => ['oninstall', 'onactivate', 'onfetch', 'onmessage', 'onmessageerror', 'onerror', 'onunhandledrejection'].map((name) => globalThis[name])))
    log('a handler', await seen(() => {
      const heard = []
      const first = () => { heard.push('first') }
      globalThis.onactivate = first
      globalThis.onactivate = (event) => { heard.push(event.type) }
      dispatchEvent(new Event('activate'))
      globalThis.onactivate = 7
      const after = globalThis.onactivate
      dispatchEvent(new Event('activate'))
      return [heard, after]
    }))
    log('skipWaiting', await seen(async () => typeof await skipWaiting()))
    log('window', ['ServiceWorker', 'ServiceWorkerContainer', 'ServiceWorkerRegistration', 'NavigationPreloadManager', 'Cache', 'CacheStorage', 'FetchEvent', 'ExtendableEvent', 'Clients', 'ServiceWorkerGlobalScope'].map((name) => typeof globalThis[name]))
    const { serviceWorker } = navigator
    log('container', serviceWorker instanceof ServiceWorkerContainer, serviceWorker instanceof EventTarget, serviceWorker === navigator.serviceWorker, String(serviceWorker), String(registration), String(registration.active), await serviceWorker.ready === registration, serviceWorker.ready === serviceWorker.ready)
    log('by hand', ['ServiceWorker', 'ServiceWorkerContainer', 'ServiceWorkerRegistration', 'NavigationPreloadManager'].map((name) => {
      try { return typeof new globalThis[name]() } catch (error) { return error.name }
    }))
    await dropped()
  }]
]
