import { invalidArgType, outOfRange } from 'oro:errors/node'
import { checkedBoolean, checkedInteger, uniqueHeaders } from '../messages/check.js'
import { Connection } from './connection.js'
import { IncomingMessage } from '../messages/incoming.js'
import { STATUS_CODES } from '../messages/status.js'
import { ServerResponse } from './response.js'

/** @typedef {new (...args: any[]) => import('oro:net').Server} ServerClass */

const BOOLEANS = ['insecureHTTPParser', 'requireHostHeader', 'joinDuplicateHeaders', 'rejectNonStandardBodyWrites']

/** The settings of HTTP and HTTPS servers. */
export class Limits {
  /** @param {Record<string, any>} options */
  constructor (options) {
    for (const name of BOOLEANS) if (options[name] !== undefined) checkedBoolean(options[name], `options.${name}`)
    if (options.maxHeaderSize !== undefined) checkedInteger(options.maxHeaderSize, 'maxHeaderSize')
    this.IncomingMessage = options.IncomingMessage || IncomingMessage
    this.ServerResponse = options.ServerResponse || ServerResponse
    /** @type {number | undefined} bytes */
    this.maxHeaderSize = options.maxHeaderSize
    this.insecureHTTPParser = options.insecureHTTPParser
    this.requireHostHeader = options.requireHostHeader ?? true
    /** @type {boolean | undefined} */
    this.joinDuplicateHeaders = options.joinDuplicateHeaders
    this.rejectNonStandardBodyWrites = options.rejectNonStandardBodyWrites ?? false
    /** @type {Set<string> | null} */
    this.uniqueHeaders = uniqueHeaders(options.uniqueHeaders)
    // Milliseconds, 0 for never.
    this.requestTimeout = duration(options, 'requestTimeout', 300000)
    this.headersTimeout = duration(options, 'headersTimeout', Math.min(60000, this.requestTimeout || 60000))
    if (this.requestTimeout && this.headersTimeout > this.requestTimeout) throw outOfRange('headersTimeout', '<= requestTimeout', this.headersTimeout)
    this.keepAliveTimeout = duration(options, 'keepAliveTimeout', 5000)
    this.connectionsCheckingInterval = duration(options, 'connectionsCheckingInterval', 30000)
    this.timeout = 0
    this.httpAllowHalfOpen = false
    /** @type {number | null} */
    this.maxHeadersCount = null
    this.maxRequestsPerSocket = 0
    /** @type {number | undefined} */
    this.highWaterMark = options.highWaterMark
  }
}

/**
 * The members that HTTP adds to a server of connections.
 * @typedef {object} Serving
 * @property {Set<Connection>} _connectionList
 * @property {(duration?: number | (() => void), callback?: (socket: any) => void) => any} setTimeout
 * @property {() => void} closeAllConnections
 * @property {() => void} closeIdleConnections those that wait for a request
 * @typedef {new (options: Record<string, any>, listener?: (request: any, response: any) => void) =>
 *   InstanceType<ServerClass> & Serving & Limits} ServingClass
 */

/**
 * Derive an HTTP server from a server of connections.
 * @param {ServerClass} Base
 * @param {'connection' | 'secureConnection'} event of a connection that is ready
 * @returns {ServingClass}
 */
export function serving (Base, event) {
  return /** @type {any} */ (class Server extends Base {
    /** @type {Set<Connection>} */
    _connectionList = new Set()
    _closing = false
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #checking

    /**
     * @param {Record<string, any>} options
     * @param {((request: any, response: any) => void)} [listener] of `request`
     */
    constructor (options, listener) {
      super({ noDelay: true, ...options, allowHalfOpen: true })
      Object.assign(this, new Limits(options))
      if (listener) this.on('request', listener)
      this.on(event, (/** @type {any} */ socket) => { this._connectionList.add(new Connection(this, socket)) })
      this.on('listening', () => this.#check())
    }

    /**
     * Answer a request whose listener's promise was rejected.
     * @param {any} error
     * @param {string | symbol} event
     * @param {...any} args
     */
    [Symbol.for('nodejs.rejection')] (error, event, ...args) {
      if (event === 'request') failed(args[1])
      else this._rejected(error, event, args)
    }

    /** Check periodically for clients that take too long. */
    #check () {
      this._closing = false
      const { connectionsCheckingInterval: interval } = /** @type {any} */ (this)
      clearInterval(this.#checking)
      this.#checking = setInterval(() => {
        for (const connection of this._connectionList) connection.check(performance.now())
      }, interval)
    }

    /**
     * Close idle connections after a time, or emit `timeout` if there is a listener.
     * @param {number | (() => void)} [duration] milliseconds
     * @param {(socket: any) => void} [callback]
     */
    setTimeout (duration, callback) {
      Object.assign(this, { timeout: duration })
      if (callback) this.on('timeout', callback)
      return this
    }

    /** @param {(error?: Error) => void} [callback] */
    close (callback) {
      this._closing = true
      clearInterval(this.#checking)
      super.close(callback)
      this.closeIdleConnections()
      return this
    }

    closeAllConnections () {
      for (const { socket } of this._connectionList) socket.destroy()
    }

    /** Close those that wait for a request. */
    closeIdleConnections () {
      for (const { idle, socket } of this._connectionList) if (idle) socket.destroy()
    }
  })
}

/** @param {any} response whose handler failed: its status is 500, if that can still be said */
function failed (response) {
  if (response.headersSent || response.writableEnded) return void response.destroy()
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = 500
  response.end(STATUS_CODES[500])
}

/**
 * @param {any} options of `createServer()`
 * @param {any} listener
 * @returns {[options: Record<string, any>, listener: any]}
 */
export function serverArguments (options, listener) {
  if (typeof options === 'function') return [{}, options]
  if (options === undefined || options === null) return [{}, listener]
  if (typeof options === 'object') return [options, listener]
  throw invalidArgType('options', 'of type object', options)
}

/**
 * @param {Record<string, any>} options
 * @param {string} name
 * @param {number} usual
 * @returns {number}
 */
function duration (options, name, usual) {
  return options[name] === undefined ? usual : checkedInteger(options[name], name)
}
