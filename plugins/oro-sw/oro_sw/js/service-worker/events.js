/**
 * The events of a service worker (Service Workers 1, sections 4.4 to 4.7).
 * @module
 */

import { required } from './shared/arguments.js'
import { isPort, isRequest } from './shared/brands.js'
import { name } from './shared/constructors.js'
import { task } from './shared/task.js'

/** An event that can delay the next step if the host dispatches it; one made by a script delays nothing. */
export class ExtendableEvent extends Event {
  /** @type {Promise<any>[]} */
  #promises = []
  #open = false

  /**
   * @param {string} type
   * @param {EventInit} [init]
   */
  constructor (type, init = undefined) {
    required(arguments, 1, 'make an ExtendableEvent')
    super(type, init)
  }

  /**
   * Wait for a promise before the event counts as handled.
   * @param {any} promise
   * @throws {DOMException} InvalidStateError, once the event was handled, or when it is one that a script made
   */
  waitUntil (promise) {
    if (arguments.length === 0) throw new TypeError('Cannot wait: there is no promise')
    if (!this.#open) throw new DOMException('The event was handled already', 'InvalidStateError')
    this.#promises.push(Promise.resolve(promise))
  }

  /**
   * Dispatch it as an event of the host.
   * @internal
   */
  dispatch () {
    this.#open = true
    globalThis.dispatchEvent(this)
  }

  /**
   * Wait for everything `waitUntil` was given, also meanwhile.
   * @internal
   * @returns {Promise<void>} rejects with the first that rejected
   */
  async settled () {
    for (let at = 0; at < this.#promises.length; at++) await this.#promises[at]
    this.#open = false
  }
}

/** A request of a page the worker may answer. */
export class FetchEvent extends ExtendableEvent {
  #init
  /** @type {Promise<any> | null} */
  #response = null
  /** @type {(value?: any) => void} */
  #handled = () => {}
  /** @type {(error: any) => void} */
  #unhandled = () => {}
  #waits = false

  /**
   * @param {string} type
   * @param {EventInit & { request: Request, clientId?: string, resultingClientId?: string, replacesClientId?: string,
   *   preloadResponse?: Promise<any>, handled?: Promise<void> }} init
   */
  constructor (type, init) {
    required(arguments, 2, 'make a FetchEvent')
    if (!isRequest(init?.request)) throw new TypeError('Cannot make a FetchEvent: it has no Request')
    super(type, init)
    /** @type {any} data of the scheme's protocol handler */
    this.data = undefined
    /** @type {Promise<void>} */
    const handled = new Promise((resolve, reject) => { this.#handled = resolve; this.#unhandled = reject })
    handled.catch(() => {})
    init.preloadResponse?.catch(() => {})
    const { request, clientId = '', resultingClientId = '', replacesClientId = '', preloadResponse = Promise.resolve(undefined) } = init
    this.#init = { request, clientId, resultingClientId, replacesClientId, preloadResponse, handled }
  }

  get request () { return this.#init.request }

  get clientId () { return this.#init.clientId }

  get resultingClientId () { return this.#init.resultingClientId }

  get replacesClientId () { return this.#init.replacesClientId }

  get preloadResponse () { return this.#init.preloadResponse }

  get handled () { return this.#init.handled }

  /**
   * Answer the request.
   * @param {Response | Promise<Response>} response
   * @throws {DOMException} InvalidStateError, when it is answered already or its listeners have returned
   */
  respondWith (response) {
    if (this.#response || !this.#waits) {
      throw new DOMException('The event has already been responded to', 'InvalidStateError')
    }
    this.stopImmediatePropagation()
    this.#response = Promise.resolve(response)
    this.#response.catch(() => {})
    this.waitUntil(this.#response.catch(() => {}))
  }

  /**
   * Dispatch it, and wait until it is clear whether it is answered: the microtasks of its listeners count, since
   * an engine runs these after each listener.
   * @internal
   */
  async ask () {
    this.#waits = true
    this.dispatch()
    if (!this.#response) await task()
    this.#waits = false
  }

  /**
   * The response given to the event, or null if it was not answered.
   * @internal
   */
  get answered () {
    return this.#response
  }

  /**
   * Say how it came out.
   * @internal
   * @param {boolean} [well] false where the page gets a network error
   */
  close (well = true) {
    if (well) this.#handled()
    else this.#unhandled(new DOMException('The request was answered with a network error', 'NetworkError'))
  }
}

/** A message of a page. */
export class ExtendableMessageEvent extends ExtendableEvent {
  #init

  /**
   * @param {string} type
   * @param {EventInit & { data?: any, origin?: string, lastEventId?: string, source?: any, ports?: readonly MessagePort[] }} [init]
   */
  constructor (type, init = undefined) {
    super(type, init)
    const { data = null, origin = '', lastEventId = '', source = null, ports = [] } = init ?? {}
    if (source !== null && !isSource(source)) throw new TypeError('Cannot make an ExtendableMessageEvent: its source is no client, worker or port')
    const given = Object.freeze([...ports])
    if (!given.every(isPort)) throw new TypeError('Cannot make an ExtendableMessageEvent: something of its ports is none')
    this.#init = { data, origin: String(origin), lastEventId: String(lastEventId), source, ports: given }
  }

  get data () { return this.#init.data }

  get origin () { return this.#init.origin }

  get lastEventId () { return this.#init.lastEventId }

  get source () { return this.#init.source }

  get ports () { return this.#init.ports }
}

/** @param {any} value */
function isSource (value) {
  return isPort(value) || ['Client', 'WindowClient', 'ServiceWorker'].includes(Object(value)[Symbol.toStringTag])
}

/** @type {((message: any) => void)[]} */
const watchers = []

/** How the host's words become events. */
export const dispatch = {
  /**
   * Dispatch `install` or `activate` and wait for it.
   * @param {string} name
   * @returns {Promise<string | undefined>} the error, if any
   */
  async life (name) {
    const event = new ExtendableEvent(name)
    event.dispatch()
    try {
      await event.settled()
    } catch (/** @type {any} */ error) {
      console.error(error)
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    }
    return undefined
  },

  /** @param {any} message */
  state (message) {
    for (const watcher of watchers) watcher(message)
  },

  /** @param {(message: any) => void} watcher */
  watch (watcher) {
    watchers.push(watcher)
  }
}

name({ ExtendableEvent, FetchEvent, ExtendableMessageEvent }, ['dispatch', 'settled', 'ask', 'answered', 'close'])
