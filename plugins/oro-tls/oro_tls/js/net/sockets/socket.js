import { AbortError } from 'oro:errors'
import { Attempts } from './attempts.js'
import { checkedSignal } from '../arguments/check.js'
import { endedByPeer, socketClosed } from '../arguments/errors.js'
import { Flow, OPEN } from './flow.js'
import { Handle } from './handle.js'
import { givenOf, paramsOf, streamOptions } from './options.js'
import { reported } from './reported.js'
import { resolve } from '../addresses/resolve.js'
import { formsOf, targetOf } from '../addresses/target.js'

/** @typedef {import('./handle.js').Info} Info */
/** @typedef {import('../addresses/target.js').Target} Target */

/** @typedef {import('./options.js').SocketOptions} SocketOptions */

/** Node's net.Socket: a stream of bytes both ways, to a port or a path. */
export class Socket extends Flow {
  /** @type {'net' | 'tls'} */
  _service = 'net'
  /** @type {any} the server that accepted it */
  server = null
  /** @type {any} */
  _server = null
  /** @type {string[] | undefined} */
  autoSelectFamilyAttemptedAddresses
  /** @type {string | undefined} */
  _host
  #options
  #reset = false
  #dialling = new AbortController()

  /** @param {SocketOptions} [options] */
  constructor (options) {
    const given = givenOf(options)
    super(streamOptions(given))
    this.#options = given
    this._onread = given.onread
    this.on('end', () => { if (!this.allowHalfOpen) this.write = refuseWrite })
    if (given.handle) {
      this._handle = given.handle
      this._info = given.info ?? {}
      if (given.pauseOnCreate) this.pause()
    }
    if (given.signal) this.#watch(given.signal)
  }

  // -- connecting ---------------------------------------------------------------------------------

  /**
   * `connect(options)`, `connect(port, host)` or `connect(path)`, each with a callback for `connect`.
   * @param {...any} args
   */
  connect (...args) {
    const [options, callback] = formsOf(args)
    if (callback) this.once('connect', callback)
    const target = targetOf(options)
    const resolving = target.lookup ? resolve(this, /** @type {any} */ (target)) : undefined
    if (this.destroyed || this._handle === null) this.#begin()
    this._idle.refresh()
    this.connecting = true
    this._host = target.host
    this.#dial(target, options, resolving)
    return this
  }

  /** Begin anew: what is closed may connect again. */
  #begin () {
    const stream = /** @type {any} */ (this)
    if (this.write === refuseWrite) stream.write = Socket.prototype.write
    stream._undestroy()
    this._forgetEnds()
    this._forgetCounts()
    this._handle = new Handle(this._service)
    this.#reset = this._released = this._waiting = false
    this.#dialling = new AbortController()
  }

  /**
   * @param {Target} target
   * @param {Record<string, any>} options
   * @param {Promise<any> | undefined} resolving
   */
  async #dial (target, options, resolving) {
    const handle = /** @type {Handle} */ (this._handle)
    const { signal } = this.#dialling
    const attempts = new Attempts(this, target)
    const tell = (/** @type {() => void} */ act) => reported(() => { if (this._handle === handle) act() })
    try {
      const addresses = resolving ? await resolving : undefined
      // Listeners that are added right after connect() hear of everything.
      await undefined
      if (this._handle !== handle) return
      tell(() => attempts.beginIfCertain())
      const info = await this._connect(handle, { ...paramsOf(target, this.#options, options), addresses }, signal)
      tell(() => attempts.report(info))
      tell(() => this._connected(info))
    } catch (/** @type {any} */ error) {
      tell(() => attempts.report(error))
      if (error.connected) tell(() => this._reached(error.connected))
      tell(() => this.destroy(attempts.failure(error)))
    }
  }

  /**
   * Have the host connect.
   * @param {Handle} handle
   * @param {Record<string, any>} params
   * @param {AbortSignal} signal
   * @returns {Promise<Info>}
   */
  _connect (handle, { addresses, ...params }, signal) {
    return handle.call('connect', { ...params, addresses: addresses && JSON.stringify(addresses) }, signal)
  }

  /**
   * The connection is there, as it was asked for.
   * @param {Info} info
   */
  _connected (info) {
    this._reached(info)
    this._beginReading()
  }

  /**
   * The peer has answered.
   * @param {Info} info
   */
  _reached (info) {
    this._info = info
    this.connecting = false
    this._idle.refresh()
    this.emit(OPEN)
    this.emit('connect')
    this.emit('ready')
  }

  /** Ask for what the peer sends, before anybody wants it: its end is to be noticed. */
  _beginReading () {
    if (this._handle && this.readable && !this.isPaused()) this.read(0)
  }

  /**
   * Give the connection away, after what was written: this socket takes and sends no more.
   * @returns {Promise<{ id: string, head: Uint8Array<ArrayBuffer>[] }>} what the host knows it by, and what was taken from
   *   the peer already
   */
  async _release () {
    this._released = true
    this._stopReading()
    if (this.writableLength) await new Promise((resolve) => this.write('', resolve))
    this._waiting = true
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const head = []
    for (let bytes = this.read(); bytes !== null; bytes = this.read()) head.push(bytes)
    return { id: this._handle?.id ?? '', head }
  }

  // -- ending -------------------------------------------------------------------------------------

  /**
   * @param {Error | null} error
   * @param {(error?: Error | null) => void} done
   */
  _destroy (error, done) {
    this.connecting = false
    this._idle.stop()
    this._stopReading()
    this.#dialling.abort()
    const handle = this._handle
    this._handle = null
    if (handle) handle.close(this.#reset).then(() => reported(() => this.emit('close', Boolean(error))))
    else queueMicrotask(() => queueMicrotask(() => this.emit('close')))
    done(error)
    this.server?._left(this)
  }

  /** Destroy it and have the peer told that it broke. */
  resetAndDestroy () {
    if (this.connecting) this.once('connect', () => this.#resetNow())
    else if (this._handle) this.#resetNow()
    else this.destroy(socketClosed())
    return this
  }

  #resetNow () {
    this.#reset = true
    this.destroy()
  }

  /** @param {AbortSignal} signal */
  #watch (signal) {
    checkedSignal('signal', signal)
    const abort = () => { this.destroy(abortError(signal.reason)) }
    if (signal.aborted) return void queueMicrotask(abort)
    signal.addEventListener('abort', abort, { once: true })
    this.once('close', () => signal.removeEventListener('abort', abort))
  }

  // -- options ------------------------------------------------------------------------------------

  /** @param {boolean} [enable] */
  setNoDelay (enable = true) {
    return this.#set('setNoDelay', { noDelay: Boolean(enable) }, { enable: Boolean(enable) })
  }

  /**
   * @param {boolean} [enable]
   * @param {number} [initialDelay] milliseconds
   */
  setKeepAlive (enable = false, initialDelay = 0) {
    const params = { enable: Boolean(enable), initialDelay: Math.max(0, Math.trunc(Number(initialDelay)) || 0) }
    return this.#set('setKeepAlive', { keepAlive: params.enable, keepAliveInitialDelay: params.initialDelay }, params)
  }

  /**
   * Set something now, or with the connection.
   * @param {string} name of the route
   * @param {SocketOptions} later
   * @param {Record<string, any>} params
   */
  #set (name, later, params) {
    if (this._handle === null) Object.assign(this.#options, later)
    else if (this.connecting || this._waiting) this.once(OPEN, () => this.#set(name, later, params))
    else this._handle.call(name, params).catch(() => {})
    return this
  }

  /** Nothing of a page keeps a process alive. */
  ref () {
    return this
  }

  unref () {
    return this
  }
}

/**
 * `write()` of a socket that may not be half open, once the peer has ended it.
 * @this {Socket}
 * @param {any} _chunk
 * @param {any} encoding
 * @param {any} [callback]
 */
function refuseWrite (_chunk, encoding, callback) {
  const done = typeof encoding === 'function' ? encoding : callback
  const error = endedByPeer()
  if (typeof done === 'function') queueMicrotask(() => done(error))
  this.destroy(error)
  return false
}

/** @param {any} cause */
function abortError (cause) {
  return Object.assign(new AbortError('The operation was aborted', { cause }), { code: 'ABORT_ERR' })
}
