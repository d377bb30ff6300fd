import { Buffer } from 'oro:buffer'
import { nextTick } from 'oro:internal/tick'
import { served, servingStarted } from '../messages/announce.js'
import { connectionReset, encodingSet, requestTimeout } from '../messages/errors.js'
import { maxHeaderSize } from '../messages/limits.js'
import { BODY, Parser, UPGRADE } from '../messages/parser.js'
import { STATUS_CODES } from '../messages/status.js'

/** @typedef {import('../messages/parser.js').Head} Head */
/** @typedef {import('../messages/parser.js').Piece} Piece */

/** The status of error responses by error code; 400 for other codes. @type {Record<string, number>} */
const REFUSALS = { HPE_HEADER_OVERFLOW: 431, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Headers that are taken into `headers`. */
const MOST_HEADERS = 2000

/** One connection of a server: its requests, one after another, and their responses in the same order. */
export class Connection {
  #server
  #socket
  #parser
  /** Requests whose responses are not sent yet. @type {any[]} */
  #requests = []
  /** Responses that wait for their turn. @type {any[]} */
  #responses = []
  /** The request whose body arrives. @type {any} */
  #arriving = null
  /** Bytes of responses that wait. */
  #waiting = 0
  #paused = false
  #count = 0
  #over = false
  /** When the message that arrives began, and 0 between messages. Milliseconds. */
  started = performance.now()
  /** Whether the head of the arriving message is complete. */
  headed = false
  /** @type {[event: string, listener: (...args: any[]) => void][]} */
  #listeners

  /**
   * @param {any} server
   * @param {any} socket
   */
  constructor (server, socket) {
    this.#server = server
    this.#socket = socket
    this.#parser = new Parser('request', {
      decide: (head) => this.#decide(head),
      maxHeaderSize: server.maxHeaderSize || maxHeaderSize,
      lenient: server.insecureHTTPParser
    })
    this.#listeners = [
      ['data', (bytes) => this.#received(bytes)],
      ['end', () => this.#ended()],
      ['error', (error) => this.refuse(error)],
      ['close', () => this.#closed()],
      ['drain', () => this.#drained()],
      ['timeout', () => this.#timedOut()]
    ]
    for (const [event, listener] of this.#listeners) socket.on(event, listener)
    if (server.timeout) socket.setTimeout(server.timeout)
    socket.setEncoding = () => { throw encodingSet() }
  }

  get idle () {
    return this.#count > 0 && this.#requests.length === 0 && !this.started
  }

  get socket () {
    return this.#socket
  }

  /** @param {Head} head */
  #decide ({ method, upgrade }) {
    if (!upgrade) return BODY
    return method === 'CONNECT' || this.#server.listenerCount('upgrade') > 0 ? UPGRADE : BODY
  }

  // -- what arrives -------------------------------------------------------------------------------

  /** @param {Buffer} bytes */
  #received (bytes) {
    const { pieces, error, rest } = this.#parser.take(bytes)
    for (const piece of pieces) {
      if (this.#over) return
      this.#deliver(piece)
    }
    if (this.#over) return
    if (error) this.refuse(error)
    else if (rest) this.#upgraded(rest)
  }

  /** @param {Piece} piece */
  #deliver (piece) {
    if (piece.kind === 'begin') this.#begun()
    else if (piece.kind === 'head') this.#head(piece)
    else if (piece.kind === 'body') this.#body(piece.bytes)
    else this.#complete(piece.rawTrailers)
  }

  #begun () {
    this.headed = false
    this.started ||= performance.now()
  }

  /** @param {Head} head */
  #head (head) {
    const server = this.#server
    const socket = this.#socket
    this.headed = true
    const request = new server.IncomingMessage(socket)
    request._take(head, server.maxHeadersCount ?? MOST_HEADERS)
    request.joinDuplicateHeaders = Boolean(server.joinDuplicateHeaders)
    request.upgrade = this.#decide(head) === UPGRADE
    this.#arriving = request
    if (request.upgrade) return
    if (socket._keepsAlive) {
      socket._keepsAlive = false
      socket.setTimeout(server.timeout || 0)
    }
    this.#requests.push(request)
    this.#respond(request, head.shouldKeepAlive)
  }

  /**
   * @param {any} request
   * @param {boolean} shouldKeepAlive
   */
  #respond (request, shouldKeepAlive) {
    const server = this.#server
    const socket = this.#socket
    const { highWaterMark } = server
    const { rejectNonStandardBodyWrites } = server
    const response = new server.ServerResponse(request, { highWaterMark: highWaterMark ?? socket.writableHighWaterMark, rejectNonStandardBodyWrites })
    response._keepAliveTimeout = server.keepAliveTimeout
    response._maxRequestsPerSocket = server.maxRequestsPerSocket
    response._unique = server.uniqueHeaders
    response._onPendingData = (/** @type {number} */ amount) => this.#pend(amount)
    response.shouldKeepAlive = shouldKeepAlive
    if (socket._httpMessage) this.#responses.push(response)
    else response.assignSocket(socket)
    response.on('finish', () => this.#answered(request, response))
    response.on('drain', () => this.#drained())
    this.#count++
    servingStarted({ request, response, socket, server })
    this.#announce(request, response)
  }

  /**
   * @param {any} request
   * @param {any} response
   */
  #announce (request, response) {
    const server = this.#server
    const modern = request.httpVersionMajor === 1 && request.httpVersionMinor === 1
    const most = server.maxRequestsPerSocket
    if (modern) {
      if (most > 0) response.maxRequestsOnConnectionReached = most <= this.#count
      if (most > 0 && most < this.#count) {
        server.emit('dropRequest', request, this.#socket)
        return void response.writeHead(503).end()
      }
      if (server.requireHostHeader && request.headers.host === undefined) return void response.writeHead(400, ['Connection', 'close']).end()
      if (request.headers.expect !== undefined) return this.#expected(request, response)
    }
    server.emit('request', request, response)
  }

  /**
   * @param {any} request
   * @param {any} response
   */
  #expected (request, response) {
    const server = this.#server
    if (/(?:^|\W)100-continue(?:$|\W)/i.test(request.headers.expect)) {
      response._expectContinue = true
      if (server.listenerCount('checkContinue') > 0) server.emit('checkContinue', request, response)
      else {
        response.writeContinue()
        server.emit('request', request, response)
      }
    } else if (server.listenerCount('checkExpectation') > 0) server.emit('checkExpectation', request, response)
    else response.writeHead(417).end()
  }

  /** @param {Buffer} bytes */
  #body (bytes) {
    const request = this.#arriving
    if (!request || request._dumped || request.push(bytes)) return
    this.#socket._bodyPaused = true
    this.#socket.pause()
  }

  /** @param {string[]} rawTrailers */
  #complete (rawTrailers) {
    const request = this.#arriving
    this.started = 0
    if (!request || request.upgrade) return
    this.#arriving = null
    request._complete(rawTrailers)
  }

  /** @param {Buffer} head the first bytes of the other protocol */
  #upgraded (head) {
    const request = this.#arriving
    const server = this.#server
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
    if (server.listenerCount(event) === 0) return void this.#socket.destroy()
    this.#leave()
    delete this.#socket.setEncoding
    this.#socket.readableFlowing = null
    request.complete = true
    request.push(null)
    server.emit(event, request, this.#socket, head)
  }

  #leave () {
    this.#over = true
    this.#parser.free()
    this.#server._connectionList.delete(this)
    for (const [event, listener] of this.#listeners) this.#socket.removeListener(event, listener)
  }

  // -- what is answered ---------------------------------------------------------------------------

  /**
   * @param {any} request
   * @param {any} response that was sent
   */
  #answered (request, response) {
    const server = this.#server
    const socket = this.#socket
    served({ request, response, socket, server })
    this.#requests.splice(this.#requests.indexOf(request), 1)
    // Discard an unread body, as the next request comes after it.
    if (!request._consumed) request._dump()
    response.detachSocket(socket)
    nextTick(() => {
      response._closeNow()
      if (!request.destroyed && request.complete && request.readableEnded) request.destroy()
    })
    if (response._last) return this.#endSoon()
    if (this.#responses.length) this.#responses.shift().assignSocket(socket)
    else if (server.keepAliveTimeout && typeof socket.setTimeout === 'function') {
      socket.setTimeout(server.keepAliveTimeout)
      socket._keepsAlive = true
      if (server._closing) socket.destroySoon()
    }
  }

  #endSoon () {
    if (typeof this.#socket.destroySoon === 'function') this.#socket.destroySoon()
    else this.#socket.end()
  }

  /** @param {number} amount */
  #pend (amount) {
    this.#waiting += amount
    if (this.#paused && this.#waiting < this.#socket.writableHighWaterMark) this.#drained()
    else if (!this.#paused && this.#waiting > this.#socket.writableHighWaterMark) {
      // Pause reading while the client does not receive its responses.
      this.#paused = true
      this.#socket.pause()
    }
  }

  #drained () {
    const socket = this.#socket
    socket._httpMessage?._drained?.()
    if (!this.#paused || this.#waiting > socket.writableHighWaterMark || socket.writableNeedDrain) return
    this.#paused = false
    if (!socket._bodyPaused) socket.resume()
  }

  // -- the end ------------------------------------------------------------------------------------

  #ended () {
    const socket = this.#socket
    const { error } = this.#parser.finish()
    if (error) return this.refuse(error)
    if (!this.#server.httpAllowHalfOpen) {
      this.#cutAll()
      socket.end()
    } else if (this.#responses.length) this.#responses.at(-1)._last = true
    else if (socket._httpMessage) socket._httpMessage._last = true
    else socket.end()
  }

  #cutAll () {
    for (const request of this.#requests.splice(0)) if (!request.destroyed) request.destroy(connectionReset('aborted'))
  }

  #closed () {
    this.#over = true
    this.#parser.free()
    this.#server._connectionList.delete(this)
    this.#cutAll()
  }

  #timedOut () {
    const request = this.#arriving
    const response = this.#socket._httpMessage
    const heard = [
      request && !request.complete && request.emit('timeout', this.#socket),
      response?.emit('timeout', this.#socket),
      this.#server.emit('timeout', this.#socket)
    ]
    if (!heard.some(Boolean)) this.#socket.destroy()
  }

  /**
   * Refuse the request if the client takes too long to send it.
   * @param {number} now milliseconds
   */
  check (now) {
    const { headersTimeout, requestTimeout: wholeTimeout } = this.#server
    if (!this.started) return
    const late = (headersTimeout > 0 && !this.headed && now - this.started >= headersTimeout) ||
      (wholeTimeout > 0 && now - this.started >= wholeTimeout)
    if (late) this.refuse(requestTimeout())
  }

  /**
   * Send an error response and close the connection, unless the server has listeners for client errors.
   * @param {any} error
   */
  refuse (error) {
    const socket = this.#socket
    for (const [event, listener] of this.#listeners) if (event === 'error') socket.removeListener(event, listener)
    if (socket.listenerCount('error') === 0) socket.on('error', () => {})
    this.#parser.free()
    if (this.#server.emit('clientError', error, socket)) return
    if (!socket.writable) return void socket.destroy(error)
    const status = REFUSALS[error.code] ?? 400
    const begun = socket._httpMessage?._headerSent
    // Data written before is still sent.
    socket.write(begun ? '' : `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, 'latin1', () => socket.destroy(error))
  }
}
