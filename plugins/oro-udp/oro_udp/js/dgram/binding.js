import { invalidArgType } from 'oro:errors/node'
import { AdjustableSocket } from './adjustable.js'
import { checkedPort } from './arguments.js'
import { badDescriptor, boundAlready, codeOf, ERR_SOCKET_ALREADY_BOUND, systemError } from './errors.js'
import { Handle } from './handle.js'
import { checkedOptions } from './options.js'

const ANY = { 4: '0.0.0.0', 6: '::' }

/**
 * @typedef {import('./options.js').SocketOptions} SocketOptions
 * @typedef {import('./handle.js').Name} Name
 */

/** A socket that is bound to an address, by `bind()` or by the first call that needs an address. */
export class BindingSocket extends AdjustableSocket {
  _options
  /** @type {4 | 6} */
  _family
  /** @type {Name | null} */
  _local = null
  /** @type {'unbound' | 'implicit' | 'binding' | 'bound'} */
  #bindState = 'unbound'
  /** Calls that wait until the socket is bound. @type {(() => void)[] | null} */
  #queue = null

  /** @param {'udp4' | 'udp6' | SocketOptions} type */
  constructor (type) {
    super()
    this._options = checkedOptions(type)
    this.type = this._options.type
    this._family = this.type === 'udp6' ? 6 : 4
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
    const address = typeof given.address === 'function' || !given.address ? ANY[this._family] : given.address
    if (typeof address !== 'string') throw invalidArgType('hostname', 'of type string', address)
    const port = typeof given.port === 'number' ? checkedPort(given.port, true) : Number(given.port) >>> 0
    const callback = args.at(-1)
    if (typeof callback === 'function') this.#onceBound(callback)
    this.#bind(port, address)
    return this
  }

  /** @returns {Name} */
  address () {
    this._checkRunning()
    if (!this._local) throw badDescriptor('getsockname')
    return { ...this._local }
  }

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
      const ip = adopted ? address : await this._lookup(address)
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
      const { reuseAddr, ipv6Only } = this._options
      const local = await handle.bind({ address, port, reuseAddr, ipv6Only })
      // Closed meanwhile: close() had nothing to close yet.
      if (this._closed) return void handle.close()
      this._handle = handle
      this._local = local
    } catch (error) {
      handle.end()
      throw error
    }
  }

  async #listen () {
    const handle = /** @type {Handle} */ (this._handle)
    await handle.setBufferSizes(this._options)
    await handle.readStart({
      message: (bytes, address, port) => this._receive(bytes, address, port),
      error: (err) => this.emit('error', systemError(err.syscall ?? 'recvmsg', err.code, err.name ?? codeOf(err))),
      end: () => { if (!this._closed) this._end(undefined) }
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
      this._handle = this._local = null
    }
    this.#queue = null
    this._unbound()
    this.emit('error', error)
  }

  /**
   * Run something now, or once the socket is bound, which it is made to be.
   * @param {() => void} act
   */
  _whenBound (act) {
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
      const { reuseAddr, ipv6Only } = this._options
      this._local = handle.bindAtOnce({ address: ANY[this._family], reuseAddr, ipv6Only })
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
    return new Handle(this._family, this._options.reuseAddr ? { address, port } : null)
  }

  /**
   * Ask the caller's own resolver; the host looks names up otherwise.
   * @param {string} hostname
   * @returns {Promise<string>}
   */
  async _lookup (hostname) {
    const { lookup } = this._options
    if (!lookup) return hostname
    return new Promise((resolve, reject) => {
      lookup(hostname, this._family, (error, address) => error ? reject(error) : resolve(address))
    })
  }

  /**
   * Run something once the socket is bound, if that is waited for already.
   * @param {() => void} act
   * @returns {boolean} whether it waits for the socket to be bound
   */
  _waits (act) {
    this.#queue?.push(act)
    return this.#queue !== null
  }

  /** @param {Promise<void> | undefined} closing */
  _end (closing) {
    this._handle?.end()
    this._handle = this._local = null
    this._closed = true
    this.#queue = null
    Promise.resolve(closing).finally(() => queueMicrotask(() => this.emit('close')))
  }

  // -- for subclasses ------------------------------------------------------------------------------

  /**
   * A datagram came.
   * @param {Uint8Array<ArrayBuffer>} _bytes
   * @param {string} _address
   * @param {number} _port
   */
  _receive (_bytes, _address, _port) {}

  /** It could not be bound. */
  _unbound () {}
}
