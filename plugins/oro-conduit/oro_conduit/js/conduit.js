/**
 * A binary channel to the host: one WebSocket per `Conduit`, text headers and up to 65,535 bytes a message.
 *
 *     const conduit = new Conduit({ id })
 *     conduit.receive((error, { options, payload }) => { ... })
 *     await conduit.connect()
 *     if (!conduit.send({ route: 'udp.readStart' })) { ... fall back to ipc ... }
 *
 * Ordinary calls need none of this: `ipc.request()` takes the shared connection by itself (`oro:conduit/auto`).
 * @module
 */

import { AbortError, NetworkError, TimeoutError } from 'oro:errors'
import { engine } from 'oro:internal/engine'
import { request } from 'oro:ipc'
import { DEFALUT_MAX_RECONNECT_RETRIES, DEFAULT_MAX_RECONNECT_TIMEOUT, delayBefore } from './conduit/backoff.js'
import { connection } from './conduit/connection.js'
import { log } from './conduit/lines/debug.js'
import { decodeMessage, encodeMessage } from './conduit/wire/frame-v1.js'
import { leave } from './conduit/lines/leave.js'
import { isPaused, onPaused, onResumed } from './conduit/lifecycle.js'
import { pool } from './conduit/pool.js'
import { randomId, socketURL } from './conduit/lines/realm.js'
import { call, serverStatus, startServer } from './conduit/routes.js'

export { DEFALUT_MAX_RECONNECT_RETRIES, DEFAULT_MAX_RECONNECT_TIMEOUT, pool }
export * as default from './conduit.js'

const QUERY_INTERVAL = 256

/** @typedef {import('./conduit/wire/frame-v1.js').Message} Message */
/** @typedef {import('./conduit/wire/frame-v1.js').Primitive} Primitive */
/** @typedef {(error: Error | null, message?: Message) => void} ReceiveHandler */
/** @typedef {(error?: Error) => void} ConnectCallback */

/** Dispatches `open`, `message`, `error`, `close` and `reopen`. */
export class Conduit extends EventTarget {
  static #port = Number(globalThis.__args?.conduit?.port) || 0
  /** @type {string | null} */
  static #sharedKey = globalThis.__args?.conduit?.sharedKey || null

  /** The port of the server as last heard of; 0 when it is not known. */
  static get port () {
    return Conduit.#port
  }

  static set port (value) {
    Conduit.#port = Number(value) || 0
  }

  /**
   * Ask the host for live handles of the service.
   * @returns {Promise<any>} rejects with the route's error
   */
  static async diagnostics () {
    const { err, data } = await request('diagnostics.query')
    if (err) throw err
    return data.conduit
  }

  /**
   * Ask whether the server runs and where.
   * @returns {Promise<{ port: number, isActive: boolean, sharedKey: string | null }>} rejects with the route's error
   */
  static async status () {
    const status = await serverStatus()
    Conduit.#port = status.port
    Conduit.#sharedKey = status.sharedKey
    return status
  }

  /**
   * Ask every 256 ms until the server runs.
   * @param {{ maxQueriesForStatus?: number }} [options]
   * @returns {Promise<{ port: number, isActive: boolean, sharedKey: string | null }>}
   *   rejects with a TimeoutError when it still does not after so many queries
   */
  static async waitForActiveState ({ maxQueriesForStatus = Infinity } = {}) {
    for (let queries = 0; queries < maxQueriesForStatus; queries++) {
      if (queries) await sleep(QUERY_INTERVAL)
      const status = await Conduit.status()
      if (status.isActive) return status
    }
    throw new TimeoutError(`Cannot wait for Conduit: it was not active in ${maxQueriesForStatus} queries`)
  }

  /** @returns {Promise<string | null>} the key that clients connect with */
  static async getSharedKey () {
    const { sharedKey } = await call('getSharedKey')
    return (Conduit.#sharedKey = sharedKey || null)
  }

  /**
   * Have clients connect with another key from now on; those connected stay.
   * @param {string} sharedKey at least 8 bytes
   * @returns {Promise<string>} rejects with the route's error when it is too short
   */
  static async setSharedKey (sharedKey) {
    const answer = await call('setSharedKey', { sharedKey })
    return (Conduit.#sharedKey = answer.sharedKey)
  }

  /** @type {((event: Event) => void) | null} */
  onopen = null
  /** @type {((event: MessageEvent) => void) | null} */
  onmessage = null
  /** @type {((event: ErrorEvent) => void) | null} */
  onerror = null
  /** @type {((event: CloseEvent) => void) | null} */
  onclose = null
  /** @type {((event: Event) => void) | null} */
  onreopen = null

  /** @type {import('./conduit/pool.js').Resources} */
  #resources = { socket: null }
  #shouldReconnect = true
  /** @type {Promise<Conduit> | null} */
  #connecting = null
  /** @type {Promise<Conduit> | null} */
  #reconnecting = null
  /** @type {ReceiveHandler | null} */
  #handler = null
  #closed = false
  #abandon = () => {}

  /**
   * Make a Conduit and connect it.
   * @param {{ id?: string | number | bigint, sharedKey?: string }} [options] keep the `id` stable: the host knows
   *   the client by it; the key is the server's own unless given
   */
  constructor ({ id = randomId(), sharedKey } = {}) {
    super()
    this.id = String(id)
    /** @type {string | null} */
    this.sharedKey = sharedKey ?? null
    pool.add(this, this.#resources)
    pool.keep(this, true)
    this.connect().catch(() => this.#retry())
  }

  /** The address of the server, the key included. */
  get url () {
    const key = this.sharedKey ?? Conduit.#sharedKey
    return socketURL(Conduit.port, this.id) + (key ? `?key=${encodeURIComponent(key)}` : '')
  }

  /** @returns {WebSocket | null} */
  get socket () {
    return this.#resources.socket
  }

  /** Whether messages can be sent. */
  get isActive () {
    return this.socket?.readyState === WebSocket.OPEN && !isPaused()
  }

  get isConnecting () {
    return this.#connecting !== null
  }

  /** Whether it connects again after the socket closed; until then it also stays alive by itself. */
  get shouldReconnect () {
    return this.#shouldReconnect
  }

  set shouldReconnect (value) {
    this.#shouldReconnect = Boolean(value)
    pool.keep(this, this.#shouldReconnect && !this.#closed)
  }

  /**
   * Start the server if need be, and open the socket unless it is open.
   * @param {ConnectCallback} [callback] called without an argument once it is open, or with what went wrong
   * @returns {Promise<Conduit>} rejects with an AbortError after `close()`, otherwise with what went wrong
   */
  connect (callback) {
    this.#connecting ??= this.#connect().finally(() => { this.#connecting = null })
    if (callback) this.#connecting.then(() => callback(), callback)
    return this.#connecting
  }

  async #connect () {
    this.#refuseClosed()
    if (this.isActive) return this
    if (isPaused()) throw new AbortError('Cannot connect: the application is paused')
    let status = await Conduit.status()
    if (!status.isActive) {
      await startServer()
      connection.hurry()
      status = await Conduit.waitForActiveState()
    }
    this.#refuseClosed()
    log('connecting', this.id)
    await this.#open()
    return this
  }

  #refuseClosed () {
    if (this.#closed) throw new AbortError('Cannot connect: this Conduit was closed')
  }

  /** @returns {Promise<void>} */
  #open () {
    this.#drop()
    const socket = new engine.WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.#resources.socket = socket
    const weak = new WeakRef(this)
    /** @param {(conduit: Conduit) => void} act */
    const told = (act) => {
      const conduit = weak.deref()
      if (conduit) act(conduit)
    }
    return new Promise((resolve, reject) => {
      this.#abandon = () => reject(new AbortError('Cannot connect: this Conduit was closed or paused meanwhile'))
      socket.onopen = () => {
        resolve()
        told((conduit) => conduit.#dispatch(new Event('open')))
      }
      socket.onmessage = ({ data }) => told((conduit) => conduit.#message(data))
      socket.onerror = () => told((conduit) => conduit.#fail(new NetworkError('The socket of Conduit failed')))
      socket.onclose = (event) => {
        reject(new NetworkError(`Cannot connect: the socket closed with code ${event.code}`))
        told((conduit) => conduit.#ended(socket, event))
      }
    })
  }

  /** Let go of the socket; it is heard of no more, and connecting it ends. */
  #drop () {
    const { socket } = this
    if (!socket) return
    leave(socket)
    this.#resources.socket = null
    this.#abandon()
  }

  /** @param {ArrayBuffer} data */
  #message (data) {
    this.#dispatch(new MessageEvent('message', { data }))
    if (!this.#handler) return
    let message
    try {
      message = decodeMessage(new Uint8Array(data))
    } catch (error) {
      return this.#handle(/** @type {Error} */ (error))
    }
    this.#handle(null, message)
  }

  /** @param {Error} error */
  #fail (error) {
    log(this.id, error.message)
    this.#dispatch(new ErrorEvent('error', { error, message: error.message }))
    this.#handle(error)
  }

  /**
   * @param {WebSocket} socket
   * @param {CloseEvent} event
   */
  #ended (socket, { code, reason, wasClean }) {
    if (socket !== this.socket) return
    this.#resources.socket = null
    log(this.id, 'closed with code', code)
    this.#dispatch(new CloseEvent('close', { code, reason, wasClean }))
    if (!this.#connecting) this.#retry()
  }

  #retry () {
    if (this.shouldReconnect && !this.#closed && !isPaused()) this.reconnect().catch(() => {})
  }

  /**
   * @param {Error | null} error
   * @param {Message} [message]
   */
  #handle (error, message) {
    try {
      this.#handler?.(error, message)
    } catch (thrown) {
      reportError(thrown)
    }
  }

  /** @param {Event} event */
  #dispatch (event) {
    const handler = /** @type {any} */ (this)[`on${event.type}`]
    if (typeof handler === 'function') this.addEventListener(event.type, handler, { once: true })
    this.dispatchEvent(event)
    if (typeof handler === 'function') this.removeEventListener(event.type, handler)
  }

  /**
   * Connect again, waiting longer before each try. Dispatches `reopen` once it is connected.
   * @param {{ retries?: number, timeout?: number }} [options] `timeout` is the first wait in milliseconds
   * @returns {Promise<Conduit>} rejects with the last error after so many tries, or with an AbortError after `close()`
   */
  reconnect ({ retries = DEFALUT_MAX_RECONNECT_RETRIES, timeout = DEFAULT_MAX_RECONNECT_TIMEOUT } = {}) {
    this.#reconnecting ??= this.#reconnect(retries, timeout).finally(() => { this.#reconnecting = null })
    return this.#reconnecting
  }

  /**
   * @param {number} retries
   * @param {number} timeout
   * @returns {Promise<Conduit>}
   */
  async #reconnect (retries, timeout) {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.connect()
        this.#dispatch(new Event('reopen'))
        return this
      } catch (error) {
        log(this.id, 'attempt', attempt, 'failed', error)
        if (this.#closed || isPaused()) throw error
        if (attempt + 1 >= retries) {
          this.shouldReconnect = false
          throw error
        }
      }
      await sleep(delayBefore(attempt, timeout))
    }
  }

  /**
   * Have `handler` called with every message, and with errors; a new handler replaces the old one.
   * @param {ReceiveHandler | null} handler
   */
  receive (handler) {
    this.#handler = handler
  }

  /**
   * Send one message.
   * @param {Record<string, Primitive | bigint | undefined>} options `route` calls a route of the host
   * @param {Uint8Array | ArrayBuffer} [payload]
   * @returns {boolean} false when the socket is paused, disconnected or otherwise unusable; nothing was sent
   * @throws {RangeError} it does not fit; nothing is ever cut off
   */
  send (options, payload) {
    const bytes = payload instanceof ArrayBuffer ? new Uint8Array(payload) : payload
    const message = this.encodeMessage(options, bytes)
    if (!this.isActive) return false
    this.socket?.send(message)
    return true
  }

  /**
   * @param {Record<string, Primitive | bigint | undefined>} options
   * @param {Uint8Array} [payload]
   * @returns {Uint8Array<ArrayBuffer>}
   */
  encodeMessage (options, payload) {
    return encodeMessage(options, payload)
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Message}
   */
  decodeMessage (bytes) {
    return decodeMessage(bytes)
  }

  /** Close it for good: no event, no handler, no reconnecting. */
  close () {
    this.#closed = true
    this.#shouldReconnect = false
    this.#handler = null
    this.onopen = this.onmessage = this.onerror = this.onclose = this.onreopen = null
    this.#drop()
    pool.delete(this, this.#resources)
  }

  /** Cut the connection while the application is paused. */
  pause () {
    const { socket } = this
    this.#drop()
    if (socket) this.#dispatch(new CloseEvent('close', { code: 1001, reason: 'paused' }))
  }
}

onPaused(() => {
  for (const conduit of pool) conduit.pause()
})

onResumed(() => {
  for (const conduit of pool) {
    if (conduit.shouldReconnect && !conduit.isActive) conduit.reconnect().catch(() => {})
  }
})

/**
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
function sleep (milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
