import { Buffer } from 'oro:buffer'
import net from 'oro:net'
import { nextTick } from 'oro:internal/tick'
import { addAbortSignal } from 'oro:stream'
import { defaultAgent } from './agent.js'
import { requestStarted, requestFailed } from '../messages/announce.js'
import { checkedDuration, uniqueHeaders } from '../messages/check.js'
import { connectionReset, headersSent } from '../messages/errors.js'
import { Exchange } from '../messages/exchange.js'
import { WITHOUT_BODY } from '../messages/methods.js'
import { OutgoingMessage } from '../messages/outgoing.js'
import { agentOf, checkOptions, hostHeader, mergedOptions, methodOf } from './request-options.js'

/** Node's http.ClientRequest: a request on its way, and the event `response` once there is one. */
export class ClientRequest extends OutgoingMessage {
  aborted = false
  destroyed = false
  _closed = false
  timeoutCb = null
  upgradeOrConnect = false
  reusedSocket = false
  /** @type {number | null} */
  maxHeadersCount = null
  /** @type {import('../messages/incoming.js').IncomingMessage | null} */
  res = null
  /** @type {any} */
  parser = null
  /** @type {number | undefined} */
  timeout
  /** The error of the request. @type {any} */
  _reason = null
  _ended = false
  /** Whether `timeout` of the connection is passed on. */
  #listening = false

  /**
   * @param {any} input URL or options
   * @param {any} [given] options
   * @param {any} [callback] of `response`
   */
  constructor (input, given, callback) {
    super()
    const [options, done] = mergedOptions(input, given, callback)
    const fallback = options._defaultAgent || defaultAgent.agent
    const agent = agentOf(options, fallback)
    this.agent = agent
    checkOptions(options, agent, fallback)
    if (options.timeout !== undefined) this.timeout = options.timeout
    const usual = options.defaultPort || agent?.defaultPort
    options.port ||= usual || 80
    this.method = methodOf(options.method)
    this.path = options.path || '/'
    this.host = options.host
    this.protocol = options.protocol || fallback.protocol
    this.maxHeaderSize = options.maxHeaderSize
    this.insecureHTTPParser = options.insecureHTTPParser
    this.joinDuplicateHeaders = options.joinDuplicateHeaders
    this.socketPath = options.socketPath
    this.useChunkedEncodingByDefault = !WITHOUT_BODY.has(this.method)
    this._unique = uniqueHeaders(options.uniqueHeaders)
    if (options.signal) addAbortSignal(options.signal, /** @type {any} */ (this))
    if (done) this.once('response', done)
    // Only an agent that reuses connections needs them kept alive.
    const lasting = Boolean(agent && (agent.keepAlive || Number.isFinite(agent.maxSockets)))
    this.shouldKeepAlive = lasting
    this._last = !lasting
    this.#takeHeaders(options, usual)
    this.#connect(options, agent)
  }

  /**
   * @param {Record<string, any>} options
   * @param {number | undefined} usual port
   */
  #takeHeaders (options, usual) {
    const { headers, host, port, auth, setHost = true } = options
    const listed = Array.isArray(headers)
    if (headers && !listed) for (const [name, value] of Object.entries(headers)) this.setHeader(name, value)
    if (!listed && setHost && host && !this.getHeader('host')) this.setHeader('Host', hostHeader(host, port, usual))
    if (auth && !this.getHeader('Authorization')) this.setHeader('Authorization', `Basic ${Buffer.from(auth).toString('base64')}`)
    if (listed) this._storeHeader(this.#firstLine(), headers)
    else if (this.getHeader('expect')) {
      if (this._header) throw headersSent('render')
      this._storeHeader(this.#firstLine())
    }
  }

  /**
   * @param {Record<string, any>} options
   * @param {any} agent
   */
  #connect ({ signal: _signal, ...options }, agent) {
    if (options.socketPath) options.path = options.socketPath
    if (agent) agent.addRequest(this, options)
    else {
      this._last = true
      this.shouldKeepAlive = false
      this.#connectAlone({ ...options, path: options.socketPath })
    }
  }

  /** @param {Record<string, any>} options */
  #connectAlone (options) {
    if (typeof options.createConnection !== 'function') return this.onSocket(net.createConnection(options))
    let called = false
    const once = (/** @type {any} */ error, /** @type {any} */ socket) => {
      if (called) return
      called = true
      this.onSocket(error ? null : socket, error)
    }
    const made = options.createConnection(options, once)
    if (made) once(null, made)
  }

  // -- the head -----------------------------------------------------------------------------------

  #firstLine () {
    return `${this.method} ${this.path} HTTP/1.1\r\n`
  }

  _implicitHeader () {
    if (this._header) throw headersSent('render')
    this._storeHeader(this.#firstLine())
  }

  // -- the connection -----------------------------------------------------------------------------

  /**
   * Take a connection, or the reason why there is none; agents call it.
   * @param {any} socket
   * @param {any} [error]
   */
  onSocket (socket, error) {
    nextTick(() => {
      if (!this.destroyed && !error) return this.#begin(socket)
      this.destroyed = true
      if (socket && !error && this.agent && !socket.destroyed) socket.emit('free')
      else if (socket) socket.destroy(error ?? this._reason)
      const reason = error ?? this._reason ?? (this.aborted ? null : connectionReset('socket hang up'))
      if (reason) this._fail(reason)
      this._close()
    })
  }

  /** @param {any} socket */
  #begin (socket) {
    this._exchange = new Exchange(this, socket)
    this.socket = socket
    socket._httpMessage = this
    if (this.timeout !== undefined || this.agent?.options?.timeout) this.#listenForTimeout()
    this.emit('socket', socket)
    if (this.socket) this._flush()
  }

  /** Emit `prefinish`, when the request is complete. */
  _finish () {
    super._finish()
    requestStarted(this)
  }

  /** @param {any} error */
  _fail (error) {
    requestFailed(this, error)
    this.emit('error', error)
  }

  /** @param {any} error of a listener's promise */
  [Symbol.for('nodejs.rejection')] (error) {
    this.destroy(error)
  }

  _close () {
    if (this._closed) return
    this._closed = true
    this.emit('close')
  }

  abort () {
    if (this.aborted) return
    this.aborted = true
    nextTick(() => this.emit('abort'))
    this.destroy()
  }

  /** @param {any} [error] */
  destroy (error) {
    if (this.destroyed) return this
    this.destroyed = true
    this.res?._dump()
    this._reason = error ?? null
    this.socket?.destroy(error)
    return this
  }

  // -- options of the connection ------------------------------------------------------------------

  #listenForTimeout () {
    if (this.#listening) return
    this.#listening = true
    this.socket.once('timeout', this._timedOut)
  }

  _timedOut = () => {
    this.#listening = false
    this.emit('timeout')
  }

  /**
   * Emit `timeout` after an idle time.
   * @param {number} duration milliseconds
   * @param {() => void} [callback]
   */
  setTimeout (duration, callback) {
    if (this._ended) return this
    duration = checkedDuration(duration, 'msecs')
    if (callback) this.once('timeout', callback)
    if (this.socket) this.#setTimeoutNow(duration)
    else this.once('socket', () => this.#setTimeoutNow(duration))
    return this
  }

  /** @param {number} duration milliseconds */
  #setTimeoutNow (duration) {
    this.#listenForTimeout()
    const { socket } = this
    const set = () => socket.setTimeout(duration)
    if (socket.connecting) socket.once('connect', set)
    else set()
  }

  /** @param {() => void} [callback] */
  clearTimeout (callback) {
    this.setTimeout(0, callback)
  }

  /** @param {boolean} [enable] */
  setNoDelay (enable) {
    this._whenConnected((socket) => socket.setNoDelay(enable))
  }

  /** @param {boolean} [enable] @param {number} [delay] milliseconds */
  setSocketKeepAlive (enable, delay) {
    this._whenConnected((socket) => socket.setKeepAlive(enable, delay))
  }

  /** @param {(socket: any) => void} act */
  _whenConnected (act) {
    const withSocket = () => {
      const { socket } = this
      if (socket.writable && !socket.connecting) act(socket)
      else socket.once('connect', () => act(socket))
    }
    if (this.socket) withSocket()
    else this.once('socket', withSocket)
  }
}
