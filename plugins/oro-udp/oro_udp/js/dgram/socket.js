import { invalidArgType } from 'oro:errors/node'
import { AdjustableSocket } from './adjustable.js'
import { checkedPort, joined, sending } from './arguments.js'
import { toBuffer } from './bytes.js'
import {
  badDescriptor, boundAlready, codeOf, ERR_SOCKET_ALREADY_BOUND, ERR_SOCKET_BAD_TYPE, ERR_SOCKET_DGRAM_IS_CONNECTED,
  ERR_SOCKET_DGRAM_NOT_CONNECTED, systemError
} from './errors.js'
import { Handle } from './handle.js'

const ANY = { 4: '0.0.0.0', 6: '::' }
const LOOPBACK = { 4: '127.0.0.1', 6: '::1' }

/**
 * @typedef {object} SocketOptions
 * @property {'udp4' | 'udp6'} type
 * @property {boolean} [reuseAddr]
 * @property {boolean} [ipv6Only]
 * @property {number} [recvBufferSize]
 * @property {number} [sendBufferSize]
 * @property {Lookup} [lookup]
 * @property {AbortSignal} [signal] aborting closes the socket
 *
 * @typedef {(hostname: string, family: 4 | 6, done: (error: any, address: string, family?: number) => void) => void} Lookup
 * @typedef {{ address: string, family: 'IPv4' | 'IPv6', port: number, size: number }} RemoteInfo
 * @typedef {import('./handle.js').Name} Name
 */

/** Node's dgram.Socket: the events `listening`, `connect`, `message`, `error` and `close`. */
export class Socket extends AdjustableSocket {
  #options
  /** @type {4 | 6} */
  #family
  /** @type {'unbound' | 'implicit' | 'binding' | 'bound'} */
  #bindState = 'unbound'
  /** @type {'disconnected' | 'connecting' | 'connected'} */
  #connectState = 'disconnected'
  /** @type {Name | null} */
  #local = null
  /** @type {Name | null} */
  #remote = null
  /** What waits for the socket to be bound. @type {(() => void)[] | null} */
  #queue = null
  #queuedBytes = 0
  #queuedCount = 0

  /**
   * @param {'udp4' | 'udp6' | SocketOptions} type
   * @param {(message: Uint8Array, from: RemoteInfo) => void} [listener] of `message`
   */
  constructor (type, listener) {
    super()
    this.#options = checkedOptions(type)
    this.type = this.#options.type
    this.#family = this.type === 'udp6' ? 6 : 4
    if (typeof listener === 'function') this.on('message', listener)
    this.#watch(this.#options.signal)
  }

  /** What the host knows the socket by, empty until it is bound. */
  get id () {
    return this._handle?.id ?? ''
  }

  /**
   * Take an address: `bind(port, address, callback)`, each optional, or `bind({ port, address }, callback)`.
   * @param {...any} args
   */
  bind (...args) {
    this._checkRunning()
    if (this.#bindState === 'bound' || this.#bindState === 'binding') throw new ERR_SOCKET_ALREADY_BOUND()
    const [first, second] = args
    const given = first !== null && typeof first === 'object' ? first : { port: first, address: second }
    if (given.fd !== undefined) throw invalidArgType('options.fd', 'undefined: a page has no descriptors', given.fd)
    const address = typeof given.address === 'function' || !given.address ? ANY[this.#family] : given.address
    if (typeof address !== 'string') throw invalidArgType('hostname', 'of type string', address)
    const port = typeof given.port === 'number' ? checkedPort(given.port, true) : Number(given.port) >>> 0
    const callback = args.at(-1)
    if (typeof callback === 'function') this.#onceBound(callback)
    this.#bind(port, address)
    return this
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
    this.#whenBound(() => this.#connect(checked, address || LOOPBACK[this.#family], callback))
  }

  /** Forget the peer. */
  disconnect () {
    if (this.#connectState !== 'connected') throw new ERR_SOCKET_DGRAM_NOT_CONNECTED()
    this.#local = /** @type {Handle} */ (this._handle).disconnect()
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
    this.#whenBound(() => this.#send(bytes, wanted))
  }

  /**
   * What Node calls the form of `send()` with every argument.
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
   * Close it, after what waits to be sent; `close` follows.
   * @param {() => void} [callback]
   */
  close (callback) {
    if (typeof callback === 'function') this.on('close', callback)
    if (this.#queue) {
      this.#queue.push(() => this.close())
      return this
    }
    this._checkRunning()
    this.#end(this._handle?.close())
    return this
  }

  /** @returns {Name} */
  address () {
    this._checkRunning()
    if (!this.#local) throw badDescriptor('getsockname')
    return { ...this.#local }
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

  // -- binding ------------------------------------------------------------------------------------

  /** @param {(...args: any[]) => void} callback */
  #onceBound (callback) {
    const listening = () => { stop(); callback.call(this) }
    const stop = () => { this.off('error', stop); this.off('listening', listening) }
    this.on('error', stop)
    this.on('listening', listening)
  }

  /**
   * @param {number} port
   * @param {string} address
   */
  async #bind (port, address) {
    const adopted = this.#bindState === 'implicit'
    this.#bindState = 'binding'
    try {
      if (adopted && port) throw boundAlready(address)
      const ip = adopted ? address : await this.#lookup(address)
      if (this._closed) return
      if (!adopted) await this.#open(ip, port)
      if (this._closed) return
      await this.#listen()
    } catch (error) {
      if (!this._closed) this.#failToBind(error, adopted)
    }
  }

  /**
   * @param {string} address
   * @param {number} port
   */
  async #open (address, port) {
    const handle = this.#makeHandle(address, port)
    try {
      const { reuseAddr, ipv6Only } = this.#options
      const local = await handle.bind({ address, port, reuseAddr, ipv6Only })
      // Closed meanwhile: close() had nothing to close yet.
      if (this._closed) return void handle.close()
      this._handle = handle
      this.#local = local
    } catch (error) {
      handle.end()
      throw error
    }
  }

  async #listen () {
    const handle = /** @type {Handle} */ (this._handle)
    await handle.setBufferSizes(this.#options)
    await handle.readStart({
      message: (bytes, address, port) => this.#receive(bytes, address, port),
      error: (err) => this.emit('error', systemError(err.syscall ?? 'recvmsg', err.code, err.name ?? codeOf(err))),
      end: () => { if (!this._closed) this.#end(undefined) }
    })
    if (this._closed) return
    this.#bindState = 'bound'
    this.emit('listening')
    const queue = this.#queue
    this.#queue = null
    for (const act of queue ?? []) if (!this._closed) act()
  }

  /**
   * @param {any} error
   * @param {boolean} adopted
   */
  #failToBind (error, adopted) {
    this.#bindState = adopted ? 'implicit' : 'unbound'
    if (!adopted && this._handle) {
      this._handle.close()
      this._handle = this.#local = null
    }
    this.#queue = null
    if (this.#connectState === 'connecting') this.#connectState = 'disconnected'
    this.emit('error', error)
  }

  /**
   * Run something now, or once the socket is bound, which it is made to be.
   * @param {() => void} act
   */
  #whenBound (act) {
    if (this.#bindState === 'bound') return act()
    if (this.#bindState !== 'binding') this.bind(0)
    this.#queue ??= []
    this.#queue.push(act)
  }

  /** Bind to any port at once, as the kernel does for options that need it. */
  _bindImplicitly () {
    if (this.#bindState !== 'unbound') return
    const handle = this.#makeHandle('', 0)
    try {
      const { reuseAddr, ipv6Only } = this.#options
      this.#local = handle.bindAtOnce({ address: ANY[this.#family], reuseAddr, ipv6Only })
    } catch (error) {
      handle.end()
      throw error
    }
    this._handle = handle
    this.#bindState = 'implicit'
  }

  /**
   * @param {string} address
   * @param {number} port
   */
  #makeHandle (address, port) {
    return new Handle(this.#family, this.#options.reuseAddr ? { address, port } : null)
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
      const ip = await this.#lookup(address)
      const connected = await this._handle?.connect(port, ip)
      if (this._closed || !connected) return
      this.#connectState = 'connected'
      this.#remote = connected.peer
      this.#local = connected.local
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
      const to = port ? { port, address: address || LOOPBACK[this.#family] } : {}
      if (to.address && this.#options.lookup) {
        to.address = await this.#lookup(to.address).catch((error) => { lost = true; throw error })
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
  #receive (bytes, address, port) {
    if (this._closed) return
    const family = address.includes(':') ? 'IPv6' : 'IPv4'
    this.emit('message', toBuffer(bytes), { address, family, port, size: bytes.length })
  }

  /**
   * Ask the caller's own resolver; the host looks names up otherwise.
   * @param {string} hostname
   * @returns {Promise<string>}
   */
  async #lookup (hostname) {
    const { lookup } = this.#options
    if (!lookup) return hostname
    return new Promise((resolve, reject) => {
      lookup(hostname, this.#family, (error, address) => error ? reject(error) : resolve(address))
    })
  }

  // -- ending -------------------------------------------------------------------------------------

  /** @param {Promise<void> | undefined} closing */
  #end (closing) {
    this._handle?.end()
    this._handle = this.#local = this.#remote = null
    this._closed = true
    this.#queue = null
    Promise.resolve(closing).finally(() => queueMicrotask(() => this.emit('close')))
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

/**
 * @param {'udp4' | 'udp6' | SocketOptions} given
 * @returns {SocketOptions}
 */
function checkedOptions (given) {
  const options = given !== null && typeof given === 'object' ? given : { type: given }
  const { type, lookup, signal, recvBufferSize, sendBufferSize } = options
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE()
  if (lookup !== undefined && lookup !== null && typeof lookup !== 'function') throw invalidArgType('lookup', 'of type function', lookup)
  for (const [name, size] of Object.entries({ recvBufferSize, sendBufferSize })) {
    if (size && typeof size !== 'number') throw invalidArgType(`options.${name}`, 'of type number', size)
  }
  if (signal !== undefined && !isSignal(signal)) throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
  return { ...options }
}

/** @param {any} value */
function isSignal (value) {
  return value !== null && typeof value === 'object' && 'aborted' in value
}
