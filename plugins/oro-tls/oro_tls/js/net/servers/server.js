import { request, sendSync } from 'oro:ipc'
import { checkedFunction, checkedSignal } from '../arguments/check.js'
import { listenError, listensAlready, notRunning } from '../arguments/errors.js'
import { Handle } from '../sockets/handle.js'
import { newId } from '../sockets/ids.js'
import { placeOf, whereOf } from '../addresses/place.js'
import { listens, serverSocket } from '../sockets/announce.js'
import { hear, receive } from './pushes.js'
import { Settings } from './settings.js'
import { reported } from '../sockets/reported.js'
import { Socket } from '../sockets/socket.js'
import { formsOf } from '../addresses/target.js'

/** @typedef {import('../sockets/handle.js').Info} Info */

/** @typedef {import('./settings.js').ServerOptions} ServerOptions */
/** @typedef {import('../addresses/place.js').Place} Place */

/** Node's net.Server: the events `listening`, `connection`, `drop`, `error` and `close`. */
export class Server extends Settings {
  /** @type {'net' | 'tls'} */
  _service = 'net'
  /** @type {number | undefined} connections above it are dropped */
  maxConnections
  /** Its id at the host, empty while it does not listen. */
  _id = ''
  /** @type {'closed' | 'opening' | 'open'} */
  #state = 'closed'
  /** @type {{ port?: number, address?: string, family?: string, path?: string } | null} */
  #where = null
  _connections = 0
  /** The handle of the server, null while it does not listen. @type {Handle | null} */
  _handle = null
  /** Whether the host has yet to say that it closed. */
  #closing = false
  #stopReceiving = () => {}

  /**
   * @param {ServerOptions | ((socket: any) => void)} [options]
   * @param {(socket: any) => void} [listener] of `connection`
   */
  constructor (options, listener) {
    const bare = typeof options === 'function'
    super(bare ? {} : /** @type {any} */ (options))
    if (bare) this.on('connection', options)
    else if (typeof listener === 'function') this.on('connection', listener)
  }

  // -- listening ----------------------------------------------------------------------------------

  /**
   * `listen(port, host, backlog)`, `listen(path, backlog)` or `listen(options)`, each with a callback for `listening`.
   * @param {...any} args
   */
  listen (...args) {
    const place = placeOf(args)
    const callback = args.at(-1)
    if (typeof callback === 'function') this.once('listening', callback)
    if (this.#state !== 'closed') throw listensAlready()
    this.#watch(formsOf(args)[0].signal)
    listens('asyncStart', { server: this, options: formsOf(args)[0] })
    this.#state = 'opening'
    this._id = newId()
    this.#stopReceiving = receive(this._id, (event, data) => this.#told(event, data))
    // As in Node, a name is waited for; without one the address is known at once.
    if (place.address === undefined) this.#opened(place, this._openNow(this._params(place)))
    else this.#open(place, this._id)
    return this
  }

  /**
   * @param {Place} place
   * @param {string} id
   */
  async #open (place, id) {
    const result = await this._open(this._params(place))
    if (this._id === id) this.#opened(place, result)
    else if (!result.err) request(`${this._service}.server.close`, { id })
  }

  /**
   * @param {Place} place
   * @param {import('oro:ipc').Result} result
   */
  #opened (place, result) {
    const id = this._id
    if (result.err) {
      this.#forget()
      const error = listenError(result.err, whereOf(place))
      listens('error', { server: this, error })
      queueMicrotask(() => this.emit('error', error))
      return
    }
    this.#state = 'open'
    hear(this._service, id)
    this.#where = result.data
    this._handle = new Handle(this._service, id)
    listens('asyncEnd', { server: this })
    queueMicrotask(() => { if (this._id === id) this.emit('listening') })
  }

  /**
   * Return the parameters of the route that opens the server.
   * @param {Place} place
   * @returns {Record<string, any>}
   */
  _params (place) {
    return { id: this._id, ...place }
  }

  /**
   * @param {Record<string, any>} params
   * @returns {Promise<import('oro:ipc').Result>}
   */
  _open (params) {
    return request(`${this._service}.server.open`, params)
  }

  /** @param {Record<string, any>} params */
  _openNow (params) {
    return sendSync(`${this._service}.server.open`, params)
  }

  /** @type {boolean} */
  get listening () {
    return this.#state === 'open'
  }

  /** @returns {any} the path, or `{ address, family, port }`, null while it does not listen */
  address () {
    if (!this.#where) return null
    const { path, address, family, port } = this.#where
    return path ?? { address, family, port }
  }

  // -- connections --------------------------------------------------------------------------------

  /**
   * @param {string} event
   * @param {any} data
   */
  #told (event, data) {
    if (event === 'connection') this.#arrived(data)
    else if (event === 'close' || event === 'closed') this.#end(data.err)
  }

  /** @param {Info & { clientId: string }} info */
  #arrived ({ serverId, clientId, ...info }) {
    if (this.maxConnections && this._connections >= this.maxConnections) {
      request(`${this._service}.server.refuse`, { serverId, clientId })
      this.emit('drop', info.remoteAddress === undefined ? undefined : info)
      return
    }
    this._connections++
    this._accept({ serverId, clientId }, info)
  }

  /**
   * @param {{ serverId: string, clientId: string }} ids
   * @param {Info} _info of the connection
   */
  async _accept (ids, _info) {
    const { err, data } = await request(`${this._service}.server.accept`, { ...ids, ...this._forAll() })
    if (err) return this._left()
    const socket = this._admit(new Socket(this._socketOptions(ids.clientId, data)))
    reported(() => {
      this.emit('connection', socket)
      serverSocket(socket)
    })
  }

  /** Options that hold for all connections from the beginning. */
  _forAll () {
    return { noDelay: this.noDelay ? true : undefined }
  }

  /**
   * @param {string} id
   * @param {Info} info
   */
  _socketOptions (id, info) {
    const { allowHalfOpen, pauseOnConnect: pauseOnCreate, highWaterMark } = this
    return { allowHalfOpen, pauseOnCreate, highWaterMark, handle: new Handle(this._service, id), info }
  }

  /**
   * Add a socket to this server; its data is read once it has listeners.
   * @template {Socket} S
   * @param {S} socket
   * @returns {S}
   */
  _admit (socket) {
    socket.server = socket._server = this
    if (this.keepAlive) socket.setKeepAlive(true, this.keepAliveInitialDelay * 1000)
    queueMicrotask(() => socket._beginReading())
    return socket
  }

  /** A connection has ended. @param {Socket} [_socket] */
  _left (_socket) {
    this._connections--
    this.#closeIfDrained()
  }

  /** @param {(error: Error | null, count: number) => void} callback */
  getConnections (callback) {
    checkedFunction('callback', callback)
    queueMicrotask(() => callback(null, this._connections))
    return this
  }

  /**
   * Take the rejection of a listener's promise.
   * @param {any} error
   * @param {string | symbol} event
   * @param {any[]} args of the event
   */
  _rejected (error, event, args) {
    if (event === 'connection') args[0].destroy(error)
    else this.emit('error', error)
  }

  /**
   * @param {any} error
   * @param {string | symbol} event
   * @param {...any} args
   */
  [Symbol.for('nodejs.rejection')] (error, event, ...args) {
    this._rejected(error, event, args)
  }

  // -- ending -------------------------------------------------------------------------------------

  /**
   * Listen no more; `close` follows once the last connection has ended.
   * @param {(error?: Error) => void} [callback]
   */
  close (callback) {
    if (typeof callback === 'function') {
      if (this.#state === 'closed') this.once('close', () => callback(notRunning()))
      else this.once('close', callback)
    }
    const { _id: id, listening } = this
    this.#forget()
    if (listening) this.#closeOnHost(id)
    else this.#closeIfDrained()
    return this
  }

  /** @param {string} id */
  async #closeOnHost (id) {
    this.#closing = true
    await request(`${this._service}.server.close`, { id })
    this.#closing = false
    this.#closeIfDrained()
  }

  /** @param {any} err why the host closed it */
  #end (err) {
    this.#forget()
    if (err) this.emit('error', listenError(err, {}))
    this.#closeIfDrained()
  }

  #forget () {
    this.#stopReceiving()
    this.#state = 'closed'
    this.#where = null
    this._handle = null
    this._id = ''
  }

  #closeIfDrained () {
    if (this.#state === 'closed' && !this.#closing && this._connections === 0) queueMicrotask(() => this.emit('close'))
  }

  /** @param {AbortSignal | undefined} signal */
  #watch (signal) {
    if (signal === undefined) return
    checkedSignal('options.signal', signal)
    const abort = () => { this.close() }
    if (signal.aborted) return void queueMicrotask(abort)
    signal.addEventListener('abort', abort, { once: true })
    this.once('close', () => signal.removeEventListener('abort', abort))
  }

  /** Nothing of a page keeps a process alive. */
  ref () {
    return this
  }

  unref () {
    return this
  }
}

if (Symbol.asyncDispose) {
  Object.defineProperty(Server.prototype, Symbol.asyncDispose, {
    configurable: true,
    /** @this {Server} */
    async value () {
      if (this.listening) await new Promise((resolve) => this.close(resolve))
    }
  })
}
