/** The host's socket, as Node's own handle is the kernel's: no state but what the host was asked for. */

import { request, sendSync, write } from 'oro:ipc'
import { codeOf, ERR_SOCKET_BUFFER_SIZE, told } from './errors.js'
import { giveBack, takeId } from './ids.js'
import { receive } from './inbox.js'

/** @typedef {{ address: string, family: 'IPv4' | 'IPv6', port: number }} Name */
/** @typedef {import('./inbox.js').Receiver} Receiver */

const RECEIVE_BUFFER = 1

export class Handle {
  /** @type {() => void} */
  #stopReceiving = () => {}
  /** @type {Set<Promise<any>>} */
  #sends = new Set()

  /**
   * @param {4 | 6} family
   * @param {{ address: string, port: number } | null} shared the address of a socket that shares it
   */
  constructor (family, shared) {
    this.family = family
    this.id = takeId(shared)
  }

  /**
   * @param {{ address: string, port: number, reuseAddr?: boolean, ipv6Only?: boolean }} options
   * @returns {Promise<Name>}
   */
  async bind ({ address, port, reuseAddr = false, ipv6Only = false }) {
    const params = { id: this.id, address, port, reuseAddr, ipv6Only, family: this.family }
    return name(done(await request('udp.bind', params), 'bind', { address, port }))
  }

  /**
   * Bind to any free port and wait for it.
   * @param {{ address: string, reuseAddr?: boolean, ipv6Only?: boolean }} options
   * @returns {Name}
   */
  bindAtOnce ({ address, reuseAddr = false, ipv6Only = false }) {
    return name(this.#atOnce('udp.bind', { address, port: 0, reuseAddr, ipv6Only, family: this.family }, 'bind'))
  }

  /**
   * Set the sizes of the buffers, where one is given.
   * @param {{ recvBufferSize?: number, sendBufferSize?: number }} sizes
   */
  async setBufferSizes ({ recvBufferSize, sendBufferSize }) {
    const wanted = [sendBufferSize, recvBufferSize]
    for (const [buffer, size] of wanted.entries()) {
      if (size) bufferSize(await request('os.bufferSize', { id: this.id, buffer, size }), buffer)
    }
  }

  /** @param {Receiver} receiver */
  async readStart (receiver) {
    this.#stopReceiving = receive(this.id, receiver)
    done(await request('udp.readStart', { id: this.id }), 'recvmsg')
  }

  /**
   * @param {number} port
   * @param {string} address
   * @returns {Promise<{ peer: Name, local: Name }>}
   */
  async connect (port, address) {
    const params = { id: this.id, port, address, family: this.family }
    const peer = done(await request('udp.connect', params), 'connect', { address, port })
    return { peer: name(peer), local: name(done(await request('udp.getSockName', { id: this.id }), 'getsockname')) }
  }

  /** @returns {Name} the address afterwards */
  disconnect () {
    this.#atOnce('udp.disconnect', {}, 'disconnect')
    return name(this.#atOnce('udp.getSockName', {}, 'getsockname'))
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {{ address?: string, port?: number }} to nothing on a connected socket
   */
  async send (bytes, to) {
    const sent = write('udp.send', { id: this.id, ...to }, bytes)
    this.#sends.add(sent)
    try {
      done(await sent, 'send', { address: to.address, port: to.port })
    } finally {
      this.#sends.delete(sent)
    }
  }

  /** Close it, after what is being sent. */
  async close () {
    this.end()
    await Promise.all(this.#sends)
    await request('udp.close', { id: this.id })
  }

  /** Receive no more; the host has closed it, or will. */
  end () {
    this.#stopReceiving()
    this.#stopReceiving = () => {}
    giveBack(this.id)
  }

  /**
   * @param {0 | 1} buffer 1 for what is received
   * @param {number} [size] sets it
   * @returns {number}
   */
  bufferSize (buffer, size = 0) {
    return bufferSize(sendSync('os.bufferSize', { id: this.id, buffer, size }), buffer)
  }

  /**
   * Set something and wait for it.
   * @param {string} route
   * @param {Record<string, any>} params
   * @param {string} syscall
   */
  set (route, params, syscall) {
    this.#atOnce(route, params, syscall)
  }

  /**
   * @param {string} route
   * @param {Record<string, any>} params
   * @param {string} syscall
   * @returns {any}
   */
  #atOnce (route, params, syscall) {
    const where = syscall === 'bind' ? { address: params.address } : undefined
    return done(sendSync(route, { id: this.id, ...params }), syscall, where)
  }
}

/**
 * @param {import('oro:ipc').Result} result
 * @param {string} syscall
 * @param {{ address?: string, port?: number }} [where]
 * @returns {any}
 */
function done ({ err, data }, syscall, where) {
  if (err) throw told(err, syscall, where)
  return data
}

/**
 * @param {import('oro:ipc').Result} result
 * @param {number} buffer
 * @returns {number}
 */
function bufferSize ({ err, data }, buffer) {
  if (!err) return data.size
  const syscall = buffer === RECEIVE_BUFFER ? 'uv_recv_buffer_size' : 'uv_send_buffer_size'
  if (typeof err.errno !== 'number') throw told(err, syscall)
  throw new ERR_SOCKET_BUFFER_SIZE(err.errno, codeOf(err), err.message.toLowerCase(), syscall)
}

/**
 * @param {any} data
 * @returns {Name}
 */
function name ({ address, family, port }) {
  return { address, family, port }
}
