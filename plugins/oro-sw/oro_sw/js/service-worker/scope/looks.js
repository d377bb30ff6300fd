/**
 * How the global scope looks: without the names of the dedicated worker it is, and with a service worker's own.
 * @module
 */

const HANDLERS = ['install', 'activate', 'fetch', 'message', 'messageerror', 'push', 'pushsubscriptionchange', 'sync', 'notificationclick', 'notificationclose']
/** Names that only dedicated workers have; `XMLHttpRequest` stays, for `require()` stands on it. */
const FOREIGN = ['postMessage', 'close', 'name', 'Worker', 'FileReaderSync', 'requestAnimationFrame', 'cancelAnimationFrame', 'DedicatedWorkerGlobalScope', 'onrtctransform', 'RTCTransformEvent', 'webkitRequestFileSystem', 'webkitRequestFileSystemSync', 'webkitResolveLocalFileSystemURL', 'webkitResolveLocalFileSystemSyncURL']

/**
 * Dress the global scope.
 * @param {Function} type whose instance it is said to be
 */
export function dress (type) {
  const scope = /** @type {any} */ (globalThis)
  for (const name of FOREIGN) remove(scope, name)
  const own = Object.getPrototypeOf(scope)
  Object.defineProperty(own, Symbol.toStringTag, { value: type.name, configurable: true })
  Object.defineProperty(own, 'constructor', { value: type, configurable: true, writable: true })
  for (const name of HANDLERS) defineHandler(name)
}

/**
 * @param {any} scope
 * @param {string} name
 */
function remove (scope, name) {
  for (let holder = scope; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    if (Object.hasOwn(holder, name)) Reflect.deleteProperty(holder, name)
  }
}

/**
 * Give the scope what scripts may look at and not replace.
 * @param {Record<string, any>} members
 */
export function attributes (members) {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(globalThis, name, { get: () => value, set () {}, configurable: true, enumerable: true })
  }
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
