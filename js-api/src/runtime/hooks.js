/**
 * When the runtime, the document and the world around the app change.
 *
 *     import { onReady } from 'oro:hooks'
 *     const off = onReady(() => { ... })
 *
 * `init` is the runtime's own start, `load` the document's, `ready` both. A callback for one of these
 * that has happened already runs on the next timer.
 * @module
 */

import { AbortError } from '../base/errors.js'

export const RUNTIME_INIT_EVENT_NAME = '__runtime_init__'

/** Events of `globalThis` that hooks pass on. */
export const GLOBAL_EVENTS = Object.freeze([
  RUNTIME_INIT_EVENT_NAME,
  'applicationpause',
  'applicationresume',
  'applicationurl',
  'data',
  'error',
  'init',
  'languagechange',
  'load',
  'message',
  'messageerror',
  'notificationpresented',
  'notificationresponse',
  'offline',
  'online',
  'permissionchange',
  'unhandledrejection'
])

/** The runtime has started. */
export class InitEvent extends Event {
  constructor () {
    super('init')
  }
}

/** The document and everything it names has loaded. */
export class LoadEvent extends Event {
  constructor () {
    super('load')
  }
}

/** Runtime and document are both there. */
export class ReadyEvent extends Event {
  constructor () {
    super('ready')
  }
}

/** The event that the preload dispatches on `globalThis` at its end. */
export class RuntimeInitEvent extends Event {
  constructor () {
    super(RUNTIME_INIT_EVENT_NAME)
  }
}

/**
 * @callback HookCallback
 * @param {any} event
 * @returns {any}
 */

/** @typedef {() => void} Off takes the callback away */

/** The moments of one realm. */
export class Hooks extends EventTarget {
  constructor () {
    super()
    if (!this.isRuntimeReady) globalThis.addEventListener(RUNTIME_INIT_EVENT_NAME, () => this.#reach(new InitEvent()), { once: true })
    if (!this.isDocumentReady) globalThis.addEventListener('load', () => setTimeout(() => this.#reach(new LoadEvent())), { once: true })
  }

  /** @param {Event} event */
  #reach (event) {
    this.dispatchEvent(event)
    if (this.isReady) this.dispatchEvent(new ReadyEvent())
  }

  /** The realm's global object. */
  get global () {
    return globalThis
  }

  /** The realm's document; null in a worker. */
  get document () {
    return globalThis.document ?? null
  }

  /** The realm's window; null in a worker. */
  get window () {
    return this.isWindowContext ? globalThis.window : null
  }

  get isWindowContext () {
    return typeof globalThis.document === 'object'
  }

  get isWorkerContext () {
    return !this.isWindowContext
  }

  /** Always true in a worker, which has no document. */
  get isDocumentReady () {
    return this.isWorkerContext || document.readyState === 'complete'
  }

  get isGlobalReady () {
    return this.isWorkerContext || globalThis.__args !== undefined
  }

  get isRuntimeReady () {
    return this.isWorkerContext || globalThis.__RUNTIME_INIT_NOW__ !== undefined
  }

  get isReady () {
    return this.isDocumentReady && this.isGlobalReady && this.isRuntimeReady
  }

  get isOnline () {
    return globalThis.navigator?.onLine ?? false
  }

  /**
   * Wait for an event by name, or for one of the `on…` functions.
   * @param {string | ((callback: HookCallback) => Off)} hook
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<any>} the event
   */
  wait (hook, { signal } = {}) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) throw new AbortError('Cannot wait: the signal is aborted', { cause: signal.reason })
      const abort = () => { off(); reject(new AbortError('Cannot wait: the signal was aborted', { cause: signal?.reason })) }
      const done = (/** @type {any} */ event) => { signal?.removeEventListener('abort', abort); queueMicrotask(() => off()); resolve(event) }
      const off = typeof hook === 'function' ? hook(done) : this.#on(hook, done)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /**
   * @param {string} name
   * @param {HookCallback} callback
   * @returns {Off}
   */
  #on (name, callback) {
    if (name === 'init') return this.onInit(callback)
    if (name === 'load') return this.onLoad(callback)
    if (name === 'ready') return this.onReady(callback)
    return listen(globalThis, name, callback)
  }

  /**
   * @param {boolean} past
   * @param {Event} event
   * @param {HookCallback} callback
   * @returns {Off}
   */
  #once (past, event, callback) {
    if (!past) return listen(this, event.type, callback, { once: true })
    const timer = setTimeout(() => callback(event))
    return () => clearTimeout(timer)
  }

  /** @param {HookCallback} callback */
  onReady (callback) {
    return this.#once(this.isReady, new ReadyEvent(), callback)
  }

  /** @param {HookCallback} callback */
  onLoad (callback) {
    return this.#once(this.isDocumentReady, new LoadEvent(), callback)
  }

  /** @param {HookCallback} callback */
  onInit (callback) {
    return this.#once(this.isRuntimeReady, new InitEvent(), callback)
  }

  /**
   * Unhandled errors and rejected promises.
   * @param {HookCallback} callback
   * @returns {Off}
   */
  onError (callback) {
    const offs = ['error', 'messageerror', 'unhandledrejection'].map((name) => listen(globalThis, name, callback))
    return () => offs.forEach((off) => off())
  }

  /** @param {HookCallback} callback */
  onData (callback) {
    return listen(globalThis, 'data', callback)
  }

  /** @param {HookCallback} callback */
  onMessage (callback) {
    return listen(globalThis, 'message', callback)
  }

  /** @param {HookCallback} callback */
  onOnline (callback) {
    return listen(globalThis, 'online', callback)
  }

  /** @param {HookCallback} callback */
  onOffline (callback) {
    return listen(globalThis, 'offline', callback)
  }

  /** @param {HookCallback} callback */
  onLanguageChange (callback) {
    return listen(globalThis, 'languagechange', callback)
  }

  /** @param {HookCallback} callback */
  onPermissionChange (callback) {
    return listen(globalThis, 'permissionchange', callback)
  }

  /** @param {HookCallback} callback */
  onNotificationResponse (callback) {
    return listen(globalThis, 'notificationresponse', callback)
  }

  /** @param {HookCallback} callback */
  onNotificationPresented (callback) {
    return listen(globalThis, 'notificationpresented', callback)
  }

  /**
   * Deep links; those that came before the first listener are given to it in a timer.
   * @param {HookCallback} callback
   * @returns {Off}
   */
  onApplicationURL (callback) {
    const backlog = globalThis.RUNTIME_APPLICATION_URL_EVENT_BACKLOG ?? []
    // Before the document is complete the preload still holds them back, and dispatches them itself.
    if (this.isDocumentReady) backlog.splice(0).forEach((event) => setTimeout(() => callback(event)))
    return listen(globalThis, 'applicationurl', (event) => {
      if (backlog.includes(event)) backlog.splice(backlog.indexOf(event), 1)
      callback(event)
    })
  }

  /** @param {HookCallback} callback */
  onApplicationPause (callback) {
    return listen(globalThis, 'applicationpause', callback)
  }

  /** @param {HookCallback} callback */
  onApplicationResume (callback) {
    return listen(globalThis, 'applicationresume', callback)
  }
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {HookCallback} callback
 * @param {AddEventListenerOptions} [options]
 * @returns {Off}
 */
function listen (target, name, callback, options) {
  target.addEventListener(name, callback, options)
  return () => target.removeEventListener(name, callback, options)
}

const hooks = new Hooks()
export default hooks

export const wait = hooks.wait.bind(hooks)
export const onReady = hooks.onReady.bind(hooks)
export const onLoad = hooks.onLoad.bind(hooks)
export const onInit = hooks.onInit.bind(hooks)
export const onError = hooks.onError.bind(hooks)
export const onData = hooks.onData.bind(hooks)
export const onMessage = hooks.onMessage.bind(hooks)
export const onOnline = hooks.onOnline.bind(hooks)
export const onOffline = hooks.onOffline.bind(hooks)
export const onLanguageChange = hooks.onLanguageChange.bind(hooks)
export const onPermissionChange = hooks.onPermissionChange.bind(hooks)
export const onNotificationResponse = hooks.onNotificationResponse.bind(hooks)
export const onNotificationPresented = hooks.onNotificationPresented.bind(hooks)
export const onApplicationURL = hooks.onApplicationURL.bind(hooks)
export const onApplicationPause = hooks.onApplicationPause.bind(hooks)
export const onApplicationResume = hooks.onApplicationResume.bind(hooks)
