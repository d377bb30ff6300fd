import { invalidArgType } from 'oro:errors/node'
import { joined } from 'oro:internal/bytes'
import { checkedPort, sending } from './arguments.js'
import { BindingSocket } from './binding.js'
import { toBuffer } from './bytes.js'
import { ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_CONNECTED } from './errors.js'

const LOOPBACK = { 4: '127.0.0.1', 6: '::1' }

/**
 * @typedef {import('./options.js').SocketOptions} SocketOptions
 * @typedef {import('./options.js').RemoteInfo} RemoteInfo
 * @typedef {import('./handle.js').Name} Name
 */

/** Node's dgram.Socket: the events `listening`, `connect`, `message`, `error` and `close`. */
export class Socket extends BindingSocket {
  /** @type {'disconnected' | 'connecting' | 'connected'} */
  #connectState = 'disconnected'
  /** @type {Name | null} */
  #remote = null
  #queuedBytes = 0
  #queuedCount = 0

  /**
   * @param {'udp4' | 'udp6' | SocketOptions} type
   * @param {(message: Uint8Array, from: RemoteInfo) => void} [listener] of `message`
   */
  constructor (type, listener) {
    super(type)
    if (typeof listener === 'function') this.on('message', listener)
    this.#watch(this._options.signal)
  }

  /** The host's id of the socket, empty until it is bound. */
  get id () {
    return this._handle?.id ?? ''
  }

  /**
   * Exchange datagrams with one peer alone.
   * @param {number} port
   * @param {any} [address] a name or address, this machine's own unless given; or the callback
   * @param {(error?: any) => void} [callback]
   */
  connect (port, address, callback) {
    const checked = checkedPort(port)
    if (typeof address === 'function') [callback, address] = [address, '']
    address ??= ''
    if (typeof address !== 'string') throw invalidArgType('address', 'of type string', address)
    this._checkRunning()
    if (this.#connectState !== 'disconnected') throw new ERR_SOCKET_DGRAM_IS_CONNECTED()
    this.#connectState = 'connecting'
    this._whenBound(() => this.#connect(checked, address || LOOPBACK[this._family], callback))
  }

  /** Forget the peer. */
  disconnect () {
    if (this.#connectState !== 'connected') throw new ERR_SOCKET_DGRAM_NOT_CONNECTED()
    this._local = /** @type {import('./handle.js').Handle} */ (this._handle).disconnect()
    this.#connectState = 'disconnected'
    this.#remote = null
  }

  /**
   * Send a datagram: `send(message, [offset, length], [port, [address]], [callback])`. A list of parts is one message.
   * @param {...any} args
   */
  send (...args) {
    const wanted = sending(this.#connectState === 'connected', args)
    this._checkRunning()
    const bytes = joined(wanted.list)
    this._whenBound(() => this.#send(bytes, wanted))
  }

  /**
   * Send part of a buffer: Node's older form of `send()`, which requires all arguments.
   * @param {any} buffer
   * @param {number} offset
   * @param {number} length
   * @param {number} port
   * @param {string} address
   * @param {import('./arguments.js').SendCallback} [callback]
   */
  sendto (buffer, offset, length, port, address, callback) {
    if (typeof offset !== 'number') throw invalidArgType('offset', 'of type number', offset)
    if (typeof length !== 'number') throw invalidArgType('length', 'of type number', length)
    if (typeof port !== 'number') throw invalidArgType('port', 'of type number', port)
    if (typeof address !== 'string') throw invalidArgType('address', 'of type string', address)
    this.send(buffer, offset, length, port, address, callback)
  }

  /**
   * Close it once all waiting messages are sent; `close` follows.
   * @param {() => void} [callback]
   */
  close (callback) {
    if (typeof callback === 'function') this.on('close', callback)
    if (this._waits(() => this.close())) return this
    this._checkRunning()
    this._end(this._handle?.close())
    return this
  }

  /** @returns {Name} */
  remoteAddress () {
    this._checkRunning()
    if (!this.#remote) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED()
    return { ...this.#remote }
  }

  /** @returns {number} bytes on their way to the host */
  getSendQueueSize () {
    return this.#queuedBytes
  }

  /** @returns {number} datagrams on their way to the host */
  getSendQueueCount () {
    return this.#queuedCount
  }

  ref () {
    return this
  }

  unref () {
    return this
  }

  // -- moving datagrams ---------------------------------------------------------------------------

  /**
   * @param {number} port
   * @param {string} address
   * @param {((error?: any) => void) | undefined} callback
   */
  async #connect (port, address, callback) {
    if (callback) this.once('connect', callback)
    try {
      const ip = await this._lookup(address)
      const connected = await this._handle?.connect(port, ip)
      if (this._closed || !connected) return
      this.#connectState = 'connected'
      this.#remote = connected.peer
      this._local = connected.local
    } catch (error) {
      if (this._closed) return
      this.#connectState = 'disconnected'
      if (callback) this.off('connect', callback)
      queueMicrotask(() => callback ? callback(error) : this.emit('error', error))
      return
    }
    queueMicrotask(() => this.emit('connect'))
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {import('./arguments.js').Sending} wanted
   */
  async #send (bytes, { port, address, callback }) {
    this.#queuedBytes += bytes.length
    this.#queuedCount++
    let failure = null
    let lost = false
    try {
      const to = port ? { port, address: address || LOOPBACK[this._family] } : {}
      if (to.address && this._options.lookup) {
        to.address = await this._lookup(to.address).catch((error) => { lost = true; throw error })
        if (this._closed) return
      }
      await this._handle?.send(bytes, to)
    } catch (error) {
      failure = /** @type {any} */ (error)
      lost ||= failure.syscall === 'getaddrinfo'
    } finally {
      this.#queuedBytes -= bytes.length
      this.#queuedCount--
    }
    // As in Node, a datagram that could not be sent is no error of the socket unless its name led nowhere.
    if (callback) queueMicrotask(() => failure ? callback(failure) : callback(null, bytes.length))
    else if (failure && lost) queueMicrotask(() => this.emit('error', failure))
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {string} address
   * @param {number} port
   */
  _receive (bytes, address, port) {
    if (this._closed) return
    const family = address.includes(':') ? 'IPv6' : 'IPv4'
    this.emit('message', toBuffer(bytes), { address, family, port, size: bytes.length })
  }

  // -- ending -------------------------------------------------------------------------------------

  _unbound () {
    if (this.#connectState === 'connecting') this.#connectState = 'disconnected'
  }

  /** @param {Promise<void> | undefined} closing */
  _end (closing) {
    this.#remote = null
    super._end(closing)
  }

  /** @param {AbortSignal | undefined} signal */
  #watch (signal) {
    if (!signal) return
    const abort = () => { if (!this._closed) this.close() }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    this.once('close', () => signal.removeEventListener('abort', abort))
  }
}

if (Symbol.asyncDispose) {
  Object.defineProperty(Socket.prototype, Symbol.asyncDispose, {
    configurable: true,
    /** @this {Socket} */
    async value () {
      await new Promise((resolve) => {
        try {
          this.close(() => resolve(undefined))
        } catch {
          resolve(undefined)
        }
      })
    }
  })
}
