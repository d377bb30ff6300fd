/**
 * What module-shaped workers are given beside the request: `fetch(request, env, ctx)` (contract g.1).
 * @module
 */

import { env } from './env.js'

/** See the module. */
export class Context {
  #event
  #passes = false

  /** @param {any} event */
  constructor (event) {
    this.#event = event
  }

  get event () { return this.#event }

  get env () { return env }

  /** Data of the scheme's protocol handler, undefined for the app's own scheme. */
  get data () { return this.#event.data }

  /**
   * Wait for a promise before the event counts as handled.
   * @param {any} promise
   */
  waitUntil (promise) {
    this.#event.waitUntil(promise)
  }

  /** @returns {Promise<void>} settled once the page has its answer */
  handled () {
    return this.#event.handled
  }

  /** @returns {Promise<any>} the page that asks, or that will be */
  client () {
    return /** @type {any} */ (globalThis).clients.get(this.#event.clientId || this.#event.resultingClientId)
  }

  /** Have the app's own files answer if the handler throws, in place of an error. */
  passThroughOnException () {
    this.#passes = true
  }

  /** @internal */
  get passes () { return this.#passes }
}

export default Context
