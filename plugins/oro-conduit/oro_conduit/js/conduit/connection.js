/**
 * The one connection of this realm: calls, streams, events and messages share it. It opens once asked to and
 * returns by itself after it broke.
 * @module
 */

import { setCarrier } from 'oro:ipc/carrier'
import { DEFALUT_MAX_RECONNECT_RETRIES, delayBefore } from './backoff.js'
import { log } from './lines/debug.js'
import { carryEvents } from './events.js'
import { MAX_FRAME } from './wire/frame-v2.js'
import { openHeld } from './lines/held.js'
import { isPaused, onPaused, onResumed } from './lifecycle.js'
import { newTicket } from './routes.js'
import { openSocket } from './lines/socket.js'

/** Sockets that must fail in a row before the held request takes their place. */
const SOCKET_TRIES = 2
/** Milliseconds a line must have lived for its end to be no failure. */
const SETTLED = 5000
/** Errors of the ticket's route that no waiting mends: no permission, no plugin. */
const HOPELESS = ['NotAllowedError', 'NotFoundError']
const MAX_BUFFERED = 8 << 20

/** @typedef {import('./lines/socket.js').Line} Line */
/** @typedef {(error: Error | null, message?: { options: Record<string, any>, payload: Uint8Array<ArrayBuffer> }) => void} Receiver */

/** Dispatches `open` and `close`. */
export class Connection extends EventTarget {
  /** @type {Line | null} */
  #line = null
  /** @type {Map<string, Receiver>} */
  #receivers = new Map()
  #running = false
  #wanted = false
  #socketFailures = 0
  #hurry = () => {}

  constructor () {
    super()
    onPaused(() => this.#leave())
    onResumed(() => this.hurry())
  }

  get isOpen () {
    return this.#line !== null
  }

  /** The line in use. */
  get line () {
    return this.#line
  }

  /** How frames travel now: `socket`, `held`, or null while they do not. */
  get way () {
    return this.#line === null ? null : this.#line.duplexOnly ? 'held' : 'socket'
  }

  /** @returns {import('oro:ipc/carrier').Carrier | null} what calls and streams travel on */
  get carrier () {
    const line = this.#line
    if (line === null) return null
    return line.duplexOnly ? { open: line.streams.open.bind(line.streams), duplexOnly: true } : line.streams
  }

  /** Open the connection, and open it again whenever it breaks, until `close()`. */
  open () {
    this.#wanted = true
    // A worker is not told beforehand that there will be one: streams opened now wait for it.
    if (this.#line === null) setCarrier(null, { expect: true })
    this.#hurry()
    if (!this.#running) this.#run()
  }

  /** Do not wait for the next attempt: the server is there again. */
  hurry () {
    this.#hurry()
  }

  /** Close it and leave it closed. Calls under way are finished over the scheme. */
  close () {
    this.#wanted = false
    this.#socketFailures = 0
    this.#hurry()
    this.#leave()
  }

  /** Have new calls take the scheme at once; those under way wait until the line is closed. */
  #leave () {
    if (this.#line === null) return
    setCarrier(null, { expect: this.#wanted })
    this.#line.close()
  }

  /**
   * Send a message to the service `conduit` of the host.
   * @param {string} client whose message it is
   * @param {Record<string, import('./wire/headers.js').Value | undefined>} options
   * @param {Uint8Array<ArrayBuffer> | null} [payload]
   * @returns {boolean} false when it was not sent: there is no connection, or too much waits
   * @throws {RangeError} it is too large to be sent at all
   * @throws {TypeError} a value has no form on the wire
   */
  send (client, options, payload = null) {
    if ((payload?.length ?? 0) > MAX_FRAME) {
      throw new RangeError(`Cannot send a message: payload has a length of ${payload?.length}, the limit is ${MAX_FRAME}`)
    }
    const line = this.#line
    if (line === null || line.buffered() > MAX_BUFFERED) return false
    line.streams.message({ ...options, client }, payload)
    return true
  }

  /**
   * Have `handler` called with the messages for `client`; a new handler replaces the old one.
   * @param {string} client
   * @param {Receiver | null} handler null takes it away
   */
  receive (client, handler) {
    if (handler) this.#receivers.set(client, handler)
    else this.#receivers.delete(client)
    if (handler && this.#line) announce(this.#line, client)
  }

  /** @type {import('./lines/socket.js').OnMessage} */
  #message = ({ client, ...options }, payload) => {
    try {
      this.#receivers.get(String(client))?.(null, { options, payload })
    } catch (error) {
      reportError(error)
    }
  }

  async #run () {
    this.#running = true
    for (let attempt = 0; this.#wanted && attempt < DEFALUT_MAX_RECONNECT_RETRIES;) {
      const lived = isPaused() ? 0 : await this.#live(attempt)
      attempt = lived > SETTLED ? 0 : attempt + 1
      if (this.#wanted) await this.#wait(attempt)
      if (isPaused()) attempt = 0
    }
    this.#running = false
    setCarrier(null)
    if (this.#wanted) log('gave up')
  }

  /**
   * Open a line and stay with it until it breaks.
   * @param {number} attempt
   * @returns {Promise<number>} how many milliseconds it lived
   */
  async #live (attempt) {
    try {
      log('connecting, attempt', attempt)
      const line = await this.#dial()
      const began = performance.now()
      this.#begin(line)
      await line.closed
      this.#end()
      return performance.now() - began
    } catch (/** @type {any} */ error) {
      log('cannot connect', error)
      if (HOPELESS.includes(error.name)) this.#wanted = false
      return 0
    }
  }

  /** @returns {Promise<Line>} */
  async #dial () {
    const pass = await newTicket()
    if (this.#socketFailures >= SOCKET_TRIES) return openHeld(pass, this.#message)
    try {
      const line = await openSocket(pass, this.#message)
      this.#socketFailures = 0
      return line
    } catch (error) {
      this.#socketFailures++
      throw error
    }
  }

  /** @param {Line} line */
  #begin (line) {
    log('open over', line.duplexOnly ? 'the held request' : 'the socket')
    this.#line = line
    setCarrier(this.carrier)
    if (!line.duplexOnly) carryEvents(line.streams)
    for (const client of this.#receivers.keys()) announce(line, client)
    this.dispatchEvent(new Event('open'))
    if (!this.#wanted || isPaused()) this.#leave()
  }

  #end () {
    this.#line = null
    setCarrier(null, { expect: this.#wanted })
    carryEvents(null)
    this.dispatchEvent(new Event('close'))
  }

  /**
   * Wait before the next attempt, or until someone is in a hurry; while paused, until that ends.
   * @param {number} attempt
   * @returns {Promise<void>}
   */
  #wait (attempt) {
    return new Promise((resolve) => {
      const timer = isPaused() ? 0 : setTimeout(resolve, delayBefore(attempt - 1))
      this.#hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/**
 * Tell the host that a client is here: a message that says nothing else.
 * @param {Line} line
 * @param {string} client
 */
function announce (line, client) {
  line.streams.message({ client }, null)
}

/** The connection of this realm. */
export const connection = new Connection()
export default connection
