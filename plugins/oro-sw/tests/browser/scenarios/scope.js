// The worker's global scope looks like a service worker's, and no other's.

import { controlled, dropped, inside, outcome } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const seen = (work, data) => inside(active, work, data)
    log('is', await seen(() => [self instanceof ServiceWorkerGlobalScope, self instanceof WorkerGlobalScope, typeof DedicatedWorkerGlobalScope, Object.prototype.toString.call(self), self.constructor.name, String(self), self instanceof EventTarget]))
    log('lacks', await seen(() => ['postMessage', 'close', 'name', 'onmessage', 'Worker', 'SharedWorker', 'document', 'window', 'requestAnimationFrame', 'cancelAnimationFrame', 'exports', 'alert', 'FileReaderSync', 'onrtctransform', 'DedicatedWorkerGlobalScope'].map((name) => [name, typeof globalThis[name], name in globalThis])))
    log('attributes', await seen(() => ['clients', 'registration', 'serviceWorker', 'caches', 'location', 'navigator', 'isSecureContext', 'origin', 'crossOriginIsolated', 'indexedDB', 'crypto', 'performance', 'fonts', 'self', 'onerror', 'onunhandledrejection', 'onrejectionhandled'].map((name) => [name, typeof globalThis[name]])))
    log('handlers', await seen(() => ['oninstall', 'onactivate', 'onfetch', 'onmessage', 'onmessageerror', 'onpush', 'onsync', 'onnotificationclick', 'onnotificationclose'].map((name) => [name, globalThis[name], name in globalThis])))
    log('read only', await seen(() => ['clients', 'registration', 'serviceWorker', 'location', 'navigator', 'caches'].map((name) => {
      const before = globalThis[name]
      try { globalThis[name] = 'other' } catch (error) { return [name, error.name, globalThis[name] === before] }
      return [name, globalThis[name] === before]
    })))
    log('of the location', await seen(() => ['href', 'origin', 'pathname', 'search', 'hash'].map((name) => {
      const before = location[name]
      try { location[name] = 'other' } catch (error) { return [name, location[name] === before] }
      return [name, location[name] === before]
    })))
    log('location', await seen(() => [String(location) === location.href, location instanceof WorkerLocation, location.hash, typeof location.assign, typeof location.reload]))
    log('navigator', await seen(() => [navigator instanceof WorkerNavigator, typeof navigator.userAgent, typeof navigator.onLine, typeof navigator.language]))
    log('of objects', await seen(() => [[clients, ['id', 'matchAll']], [registration, ['scope', 'active', 'installing', 'waiting', 'updateViaCache', 'navigationPreload', 'onupdatefound', 'update', 'unregister', 'showNotification']], [serviceWorker, ['state', 'scriptURL', 'onstatechange', 'postMessage']]].map(([object, names]) => names.map((name) => [name, name in Object.getPrototypeOf(object), Object.hasOwn(object, name)]))))
    log('of classes', await seen(() => [['ExtendableEvent', 'waitUntil'], ['FetchEvent', 'request'], ['FetchEvent', 'clientId'], ['FetchEvent', 'preloadResponse'], ['FetchEvent', 'handled'], ['FetchEvent', 'resultingClientId'], ['ExtendableMessageEvent', 'data'], ['ExtendableMessageEvent', 'ports'], ['Client', 'id'], ['Client', 'url'], ['Client', 'type'], ['Client', 'frameType'], ['WindowClient', 'focused'], ['WindowClient', 'visibilityState'], ['WindowClient', 'navigate'], ['Clients', 'openWindow'], ['ServiceWorkerRegistration', 'active'], ['NavigationPreloadManager', 'enable']].map(([type, name]) => [type, name, name in globalThis[type].prototype])))
    log('set', await seen(async () => {
      const event = new FetchEvent('fetch', { request: new Request('/x'), clientId: 'c' })
      const outcomes = []
      for (const [object, name] of [[event, 'request'], [event, 'clientId'], [registration, 'active'], [registration, 'scope'], [serviceWorker, 'state'], [new ExtendableMessageEvent('message', { data: 1 }), 'data']]) {
        const before = object[name]
        try { object[name] = 'other' } catch {}
        outcomes.push(object[name] === before)
      }
      return outcomes
    }))
    log('events', await seen(() => {
      const made = []
      const attempt = (work) => { try { return work() } catch (error) { return error.name } }
      made.push(attempt(() => new ExtendableEvent()), attempt(() => new FetchEvent('fetch')), attempt(() => new FetchEvent('fetch', {})), attempt(() => new FetchEvent('fetch', { request: 'x' })), attempt(() => new ExtendableMessageEvent('message', { source: 7 })), attempt(() => new ExtendableMessageEvent('message', { ports: 7 })))
      const event = new FetchEvent('fetch', { request: new Request('/x') })
      made.push(attempt(() => event.waitUntil(1)), event.clientId, event.resultingClientId, event.bubbles, event.cancelable, event.isTrusted)
      const message = new ExtendableMessageEvent('message', { data: { a: 1 }, origin: 'o', lastEventId: '7', ports: [new MessageChannel().port1] })
      made.push(message.data, message.origin, message.lastEventId, message.source, message.ports.length, Object.isFrozen(message.ports), message instanceof ExtendableEvent)
      return made
    }))
    log('event', await seen((event) => [event.bubbles, event.cancelable, event.target === self, event.currentTarget === self]))
    log('lengths', await seen(() => [ExtendableEvent.length, FetchEvent.length, ExtendableMessageEvent.length, Clients.prototype.get.length, Clients.prototype.matchAll.length, Clients.prototype.openWindow.length, Client.prototype.postMessage.length, WindowClient.prototype.navigate.length, ServiceWorker.prototype.postMessage.length, ServiceWorkerRegistration.prototype.showNotification.length, skipWaiting.length, importScripts.length]))
    log('clients', await seen(async () => {
      const attempt = async (work) => { try { return await work() } catch (error) { return error.name } }
      return [await attempt(() => clients.get()), await attempt(() => clients.get('none').then(String)), await attempt(() => clients.get(undefined).then(String)), await attempt(() => clients.matchAll({ type: 'none' })), await attempt(() => clients.matchAll({ type: 'all' }).then((found) => [Array.isArray(found), found.length])), await attempt(() => clients.matchAll({ type: 'worker' }).then(({ length }) => length)), await attempt(() => clients.matchAll(null).then(({ length }) => length)), await attempt(() => clients.openWindow()), await attempt(() => clients.matchAll(7))]
    }))
    log('fetch', await outcome(seen(async () => {
      const attempt = async (work) => { try { return await work() } catch (error) { return error.name } }
      return [await attempt(() => fetch()), await attempt(() => fetch('http://[')), await attempt(() => fetch('/x', { method: 'CONNECT' })), await attempt(() => importScripts().then), await attempt(() => importScripts()), await attempt(() => fetch('data:text/plain,hello').then((each) => each.text())), await attempt(async () => (await fetch(URL.createObjectURL?.(new Blob(['b'])) ?? 'data:text/plain,b')).text())]
    })))
    await dropped()
  }]
]
