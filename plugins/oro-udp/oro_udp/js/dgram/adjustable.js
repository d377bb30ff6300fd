import { EventEmitter } from 'oro:events'
import { invalidArgType } from 'oro:errors/node'
import { adoptable } from 'oro:internal/callable'
import {
  badDescriptor, ERR_SOCKET_BAD_BUFFER_SIZE, ERR_SOCKET_BUFFER_SIZE, ERR_SOCKET_DGRAM_NOT_RUNNING, missingArgument, systemError
} from './errors.js'

const EINVAL = 22

/** Settable options of a socket; each call waits for the host, as Node's methods do for the kernel. */
export class AdjustableSocket extends adoptable(EventEmitter) {
  /** @type {import('./handle.js').Handle | null} */
  _handle = null
  _closed = false

  /** @param {boolean} flag */
  setBroadcast (flag) {
    this.#set('setBroadcast', { value: Boolean(flag) })
  }

  /** @param {number} ttl 1 to 255 */
  setTTL (ttl) {
    this.#set('setTTL', { ttl: wholeNumber('ttl', ttl) })
    return ttl
  }

  /** @param {number} ttl 0 to 255 */
  setMulticastTTL (ttl) {
    this.#set('setMulticastTTL', { ttl: wholeNumber('ttl', ttl) })
    return ttl
  }

  /** @param {boolean} flag */
  setMulticastLoopback (flag) {
    this.#set('setMulticastLoopback', { value: Boolean(flag) })
    return flag
  }

  /** @param {string} interfaceAddress an IPv4 address of the interface, or `::%eth0` */
  setMulticastInterface (interfaceAddress) {
    text('interfaceAddress', interfaceAddress)
    this._checkRunning()
    if (interfaceAddress === '') throw systemError('setMulticastInterface', -EINVAL, 'EINVAL')
    this.#set('setMulticastInterface', { interface: interfaceAddress })
  }

  /**
   * @param {string} multicastAddress
   * @param {string} [interfaceAddress]
   */
  addMembership (multicastAddress, interfaceAddress) {
    this.#setMembership('addMembership', 'addMembership', multicastAddress, interfaceAddress)
  }

  /**
   * @param {string} multicastAddress
   * @param {string} [interfaceAddress]
   */
  dropMembership (multicastAddress, interfaceAddress) {
    this.#setMembership('dropMembership', 'dropMembership', multicastAddress, interfaceAddress)
  }

  /**
   * @param {string} sourceAddress
   * @param {string} groupAddress
   * @param {string} [interfaceAddress]
   */
  addSourceSpecificMembership (sourceAddress, groupAddress, interfaceAddress) {
    this.#setSource('addMembership', 'addSourceSpecificMembership', sourceAddress, groupAddress, interfaceAddress)
  }

  /**
   * @param {string} sourceAddress
   * @param {string} groupAddress
   * @param {string} [interfaceAddress]
   */
  dropSourceSpecificMembership (sourceAddress, groupAddress, interfaceAddress) {
    this.#setSource('dropMembership', 'dropSourceSpecificMembership', sourceAddress, groupAddress, interfaceAddress)
  }

  /** @returns {number} */
  getRecvBufferSize () {
    return this.#bufferSize(1)
  }

  /** @returns {number} */
  getSendBufferSize () {
    return this.#bufferSize(0)
  }

  /** @param {number} size */
  setRecvBufferSize (size) {
    this.#bufferSize(1, bufferSizeOf(size))
  }

  /** @param {number} size */
  setSendBufferSize (size) {
    this.#bufferSize(0, bufferSizeOf(size))
  }

  /** Bind to any port at once, as the kernel does for options that need it. */
  _bindImplicitly () {}

  _checkRunning () {
    if (this._closed) throw new ERR_SOCKET_DGRAM_NOT_RUNNING()
  }

  /**
   * @param {string} name of the method and the route
   * @param {Record<string, any>} params
   * @param {string} [syscall]
   */
  #set (name, params, syscall = name) {
    this._checkRunning()
    if (!this._handle) throw badDescriptor(syscall)
    this._handle.set(`udp.${name}`, params, syscall)
  }

  /**
   * @param {string} name of the route
   * @param {string} syscall
   * @param {string} group
   * @param {string} [interfaceAddress]
   */
  #setMembership (name, syscall, group, interfaceAddress = '', source = '') {
    this._checkRunning()
    if (!group) throw missingArgument('multicastAddress')
    this._bindImplicitly()
    this.#set(name, { group, interface: interfaceAddress, source }, syscall)
  }

  /**
   * @param {string} name of the route
   * @param {string} syscall
   * @param {string} source
   * @param {string} group
   * @param {string} [interfaceAddress]
   */
  #setSource (name, syscall, source, group, interfaceAddress) {
    this._checkRunning()
    text('sourceAddress', source)
    text('groupAddress', group)
    this.#setMembership(name, syscall, group, interfaceAddress, source)
  }

  /**
   * @param {0 | 1} buffer
   * @param {number} [size]
   */
  #bufferSize (buffer, size) {
    this._checkRunning()
    const syscall = buffer ? 'uv_recv_buffer_size' : 'uv_send_buffer_size'
    if (!this._handle) throw new ERR_SOCKET_BUFFER_SIZE(-9, 'EBADF', 'bad file descriptor', syscall)
    return this._handle.bufferSize(buffer, size)
  }
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {number}
 */
function wholeNumber (name, value) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  return Math.trunc(value) || 0
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
function text (name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value)
  return value
}

/** @param {any} size */
function bufferSizeOf (size) {
  if (size >>> 0 !== size) throw new ERR_SOCKET_BAD_BUFFER_SIZE()
  return size
}
