import { EventEmitter } from 'oro:events'
import { invalidArgType, outOfRange } from 'oro:errors/node'
import { adoptable } from 'oro:internal/callable'
import { nextTick } from 'oro:internal/tick'
import net, { isIP } from 'oro:net'
import { checkedChoice } from '../messages/check.js'

/** @typedef {(error: any, socket?: any) => void} Created */

const SCHEDULES = ['fifo', 'lifo']

/** Node's http.Agent: keeps connections to each server, and hands them to requests. */
export class Agent extends adoptable(EventEmitter) {
  static defaultMaxSockets = Infinity
  defaultPort = 80
  protocol = 'http:'
  /** @type {Record<string, any>} */
  options = Object.create(null)
  /** Requests that wait for a connection. @type {Record<string, any[]>} */
  requests = Object.create(null)
  /** Connections in use. @type {Record<string, any[]>} */
  sockets = Object.create(null)
  /** Idle connections. @type {Record<string, any[]>} */
  freeSockets = Object.create(null)
  /** Milliseconds before a kept connection is probed. */
  keepAliveMsecs = 1000
  keepAlive = false
  maxSockets = Agent.defaultMaxSockets
  maxFreeSockets = 256
  scheduling = 'lifo'
  maxTotalSockets = Infinity
  totalSocketCount = 0

  /**
   * @param {Record<string, any>} [options] `keepAlive`, `keepAliveMsecs`, `maxSockets`, `maxFreeSockets`, `maxTotalSockets`,
   *   `scheduling`, `timeout`, and what connections are made with
   */
  constructor (options) {
    super()
    Object.assign(this.options, options)
    if (this.options.noDelay === undefined) this.options.noDelay = true
    // An agent makes TCP connections, so the `path` of its options must not name a socket.
    this.options.path = null
    const { keepAliveMsecs, keepAlive, maxSockets, maxFreeSockets, scheduling, maxTotalSockets } = this.options
    this.keepAliveMsecs = keepAliveMsecs || 1000
    this.keepAlive = keepAlive || false
    this.maxSockets = maxSockets || Agent.defaultMaxSockets
    this.maxFreeSockets = maxFreeSockets || 256
    this.scheduling = checkedChoice(scheduling || 'lifo', 'scheduling', SCHEDULES)
    this.maxTotalSockets = checkedTotal(maxTotalSockets)
    this.on('free', (socket, request) => this.#freed(socket, request))
  }

  // -- connections --------------------------------------------------------------------------------

  /**
   * Open a connection; subclasses override it.
   * @param {...any} args
   * @returns {any}
   */
  createConnection (...args) {
    return net.createConnection(...args)
  }

  /**
   * @param {Record<string, any>} [options]
   * @returns {string} the same for requests that may share a connection
   */
  getName (options = {}) {
    let name = `${options.host || 'localhost'}:${options.port || ''}:${options.localAddress || ''}`
    if (options.family === 4 || options.family === 6) name += `:${options.family}`
    return options.socketPath ? `${name}:${options.socketPath}` : name
  }

  /**
   * Give a request a connection, now or later.
   * @param {any} request
   * @param {any} given options, or the host's name
   * @param {number} [port]
   * @param {string} [localAddress]
   */
  addRequest (request, given, port, localAddress) {
    const options = this.#complete(typeof given === 'string' ? { host: given, port, localAddress } : given)
    const name = this.getName(options)
    this.sockets[name] ??= []
    const free = this.freeSockets[name]
    const socket = free && this.#takeFree(name, free)
    if (socket) {
      this.reuseSocket(socket, request)
      this.#assign(socket, request)
      this.sockets[name].push(socket)
    } else if (this.sockets[name].length + (this.freeSockets[name]?.length ?? 0) < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
      this.createSocket(request, options, (error, made) => error ? request.onSocket(made, error) : this.#assign(made, request))
    } else {
      request._agentOptions = options
      ;(this.requests[name] ??= []).push(request)
    }
  }

  /** @param {any} given */
  #complete (given) {
    const options = { ...given, ...this.options }
    if (options.socketPath) options.path = options.socketPath
    return options
  }

  /**
   * @param {string} name
   * @param {any[]} free
   */
  #takeFree (name, free) {
    while (free.length && free[0].destroyed) free.shift()
    const socket = this.scheduling === 'fifo' ? free.shift() : free.pop()
    if (free.length === 0) delete this.freeSockets[name]
    return socket
  }

  /**
   * @param {any} request
   * @param {Record<string, any>} given
   * @param {Created} callback
   */
  createSocket (request, given, callback) {
    const options = this.#complete(given)
    if (!options.servername && options.servername !== '') options.servername = serverName(request, options)
    const name = options._agentKey = this.getName(options)
    options.encoding = null
    let called = false
    const created = (/** @type {any} */ error, /** @type {any} */ socket) => {
      if (called) return
      called = true
      if (error) return callback(error)
      ;(this.sockets[name] ??= []).push(socket)
      this.totalSocketCount++
      this.#install(socket, options)
      callback(null, socket)
    }
    if (this.keepAlive) Object.assign(options, { keepAlive: true, keepAliveInitialDelay: this.keepAliveMsecs })
    const socket = this.createConnection(options, created)
    if (socket && !called) created(null, socket)
  }

  /**
   * @param {any} socket
   * @param {Record<string, any>} options
   */
  #install (socket, options) {
    const freed = () => this.emit('free', socket, options)
    const closed = () => this.removeSocket(socket, options)
    const idle = () => {
      for (const name of Object.keys(this.freeSockets)) if (this.freeSockets[name].includes(socket)) return socket.destroy()
    }
    const removed = () => {
      this.removeSocket(socket, options)
      socket.removeListener('free', freed)
      socket.removeListener('close', closed)
      socket.removeListener('timeout', idle)
      socket.removeListener('agentRemove', removed)
    }
    socket.on('free', freed)
    socket.on('close', closed)
    socket.on('timeout', idle)
    socket.on('agentRemove', removed)
    if (this.options.timeout) socket.setTimeout(this.options.timeout)
  }

  /**
   * @param {any} socket
   * @param {any} request
   */
  #assign (socket, request) {
    if (socket._freeError) socket.removeListener('error', socket._freeError)
    const timeout = request.timeout || this.options.timeout || undefined
    if (timeout && socket.timeout !== timeout) socket.setTimeout(timeout)
    else if (!timeout && socket.timeout) socket.setTimeout(0)
    request.onSocket(socket)
  }

  // -- afterwards ---------------------------------------------------------------------------------

  /**
   * @param {any} socket
   * @param {Record<string, any>} options
   */
  #freed (socket, options) {
    const name = this.getName(options)
    if (!socket.writable) return void socket.destroy()
    const waiting = this.requests[name]
    if (waiting?.length) {
      const request = waiting.shift()
      if (waiting.length === 0) delete this.requests[name]
      return this.#assign(socket, request)
    }
    const last = socket._httpMessage
    if (!last || !last.shouldKeepAlive || !this.keepAlive) return void socket.destroy()
    const free = this.freeSockets[name] ?? []
    const count = free.length + (this.sockets[name]?.length ?? 0)
    if (this.totalSocketCount > this.maxTotalSockets || count > this.maxSockets || free.length >= this.maxFreeSockets || !this.keepSocketAlive(socket)) {
      return void socket.destroy()
    }
    this.freeSockets[name] = free
    socket._httpMessage = null
    takeOut(this.sockets, name, socket)
    this.#serveWaiting(name, options)
    socket._freeError = () => socket.destroy()
    socket.once('error', socket._freeError)
    free.push(socket)
  }

  /**
   * @param {any} socket without a request now
   * @returns {boolean} whether to keep it
   */
  keepSocketAlive (socket) {
    socket.setKeepAlive(true, this.keepAliveMsecs)
    socket.unref()
    const told = /^timeout=(\d+)/.exec(socket._httpMessage?.res?.headers['keep-alive'] ?? '')
    let timeout = this.options.timeout || 0
    if (told) {
      // A server that is about to close the connection might do so during the next request.
      const hint = Number(told[1]) * 1000 - 1000
      if (hint <= 0) return false
      if (hint < timeout) timeout = hint
    }
    if (socket.timeout !== timeout) socket.setTimeout(timeout)
    return true
  }

  /**
   * @param {any} socket
   * @param {any} request that gets it
   */
  reuseSocket (socket, request) {
    request.reusedSocket = true
    socket.ref()
  }

  /**
   * Forget a connection, and open a new one if a request waits.
   * @param {any} socket
   * @param {Record<string, any>} options
   */
  removeSocket (socket, options) {
    const name = this.getName(options)
    for (const set of [this.sockets, this.freeSockets]) if (takeOut(set, name, socket)) this.totalSocketCount--
    this.#serveWaiting(name, options)
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} options
   */
  #serveWaiting (name, options) {
    const key = this.requests[name]?.length ? name : Object.keys(this.requests)[0]
    const request = key === undefined ? undefined : this.requests[key][0]
    if (!request || (this.sockets[key]?.length ?? 0) >= this.maxSockets || this.totalSocketCount >= this.maxTotalSockets) return
    this.requests[key].shift()
    if (this.requests[key].length === 0) delete this.requests[key]
    this.createSocket(request, key === name ? { ...options, ...request._agentOptions } : request._agentOptions, (error, socket) => {
      if (error) request.onSocket(socket, error)
      else this.#assign(socket, request)
    })
  }

  /** Close every connection. */
  destroy () {
    for (const set of [this.freeSockets, this.sockets]) {
      for (const sockets of Object.values(set)) for (const socket of [...sockets]) socket.destroy()
    }
  }
}

/**
 * @param {Record<string, any[]>} set
 * @param {string} name
 * @param {any} socket
 * @returns {boolean} whether it was there
 */
function takeOut (set, name, socket) {
  const index = set[name]?.indexOf(socket) ?? -1
  if (index < 0) return false
  set[name].splice(index, 1)
  if (set[name].length === 0) delete set[name]
  return true
}

/**
 * @param {any} request
 * @param {Record<string, any>} options
 * @returns {string} the name of the server, empty where it has an address only
 */
function serverName (request, options) {
  const host = request.getHeader?.('host') ?? options.host
  const name = /^\[/.test(host) ? /^\[([^\]]*)/.exec(host)?.[1] : String(host).split(':', 1)[0]
  return !name || isIP(name) ? '' : name
}

/** @param {any} value */
function checkedTotal (value) {
  if (value === undefined) return Infinity
  if (typeof value !== 'number') throw invalidArgType('maxTotalSockets', 'of type number', value)
  if (Number.isNaN(value) || value < 1) throw outOfRange('maxTotalSockets', '>= 1', value)
  return value
}

/** The agent of requests that name none, unless another is put in its place. */
export const globalAgent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 })

/** The agent that `http.globalAgent` is now. @type {{ agent: any }} */
export const defaultAgent = { agent: globalAgent }
