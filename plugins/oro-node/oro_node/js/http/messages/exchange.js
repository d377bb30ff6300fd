import { nextTick } from 'oro:internal/tick'
import { Buffer } from 'oro:buffer'
import { requestAnswered } from './announce.js'
import { connectionReset } from './errors.js'
import { IncomingMessage } from './incoming.js'
import { maxHeaderSize } from './limits.js'
import { BODY, NO_BODY, Parser, UPGRADE } from './parser.js'

/** @typedef {import('./parser.js').Head} Head */
/** @typedef {import('./parser.js').Piece} Piece */

/** Headers that are taken into `headers`. */
const MOST_HEADERS = 2000

/** One request on a connection, until the connection is free again, closed or upgraded. */
export class Exchange {
  #request
  #socket
  #parser
  /** Whether the connection no longer belongs to this request. */
  #over = false
  /** @type {[event: string, listener: (...args: any[]) => void][]} */
  #listeners

  /**
   * @param {any} request
   * @param {any} socket
   */
  constructor (request, socket) {
    this.#request = request
    this.#socket = socket
    this.#parser = new Parser('response', {
      decide: (head) => this.#decide(head),
      maxHeaderSize: request.maxHeaderSize || maxHeaderSize,
      lenient: request.insecureHTTPParser
    })
    request.parser = this.#parser
    this.#listeners = [
      ['data', (bytes) => this.#received(bytes)],
      ['end', () => this.#ended()],
      ['error', (error) => this.#failed(error)],
      ['close', () => this.#closed()],
      ['drain', () => request._drained()]
    ]
    for (const [event, listener] of this.#listeners) socket.on(event, listener)
  }

  /** Leave the connection alone. */
  #leave () {
    this.#over = true
    this.#parser.free()
    this.#request.parser = null
    for (const [event, listener] of this.#listeners) this.#socket.removeListener(event, listener)
    if (this.#request._timedOut) this.#socket.removeListener('timeout', this.#request._timedOut)
  }

  // -- what arrives -------------------------------------------------------------------------------

  /** @param {Head} head */
  #decide ({ statusCode, upgrade }) {
    const { method } = this.#request
    if (method === 'CONNECT') return UPGRADE
    if (statusCode === 101 && upgrade) return UPGRADE
    if (statusCode >= 100 && statusCode < 200) return NO_BODY
    return method === 'HEAD' || statusCode === 304 ? NO_BODY : BODY
  }

  /** @param {Buffer} bytes */
  #received (bytes) {
    const { pieces, error, rest } = this.#parser.take(bytes)
    for (const piece of pieces) {
      if (this.#over || !this.#parser.alive) return
      this.#deliver(piece)
    }
    if (this.#over) return
    if (error) this.#malformed(error)
    else if (rest) this.#upgraded(rest)
  }

  /** @param {Piece} piece */
  #deliver (piece) {
    const { res } = this.#request
    if (piece.kind === 'head') this.#head(piece)
    else if (piece.kind === 'body') this.#body(res, piece.bytes)
    else if (piece.kind === 'end' && res && !res.upgrade) this.#complete(res, piece.rawTrailers)
  }

  /** @param {Head} head */
  #head (head) {
    const request = this.#request
    if (request.res) return this.#refuse()
    const response = new IncomingMessage(this.#socket)
    response._take(head, request.maxHeadersCount ?? MOST_HEADERS)
    response.joinDuplicateHeaders = Boolean(request.joinDuplicateHeaders)
    request.res = response
    response.req = request
    if (this.#decide(head) === UPGRADE) {
      response.upgrade = true
      return
    }
    response.upgrade = false
    if (head.statusCode >= 100 && head.statusCode < 200) return this.#inform(response, head)
    requestAnswered(request, response)
    if (!head.shouldKeepAlive && !request.upgradeOrConnect) request.shouldKeepAlive = false
    response.on('end', () => this.#consumed())
    request.on('finish', () => { if (response.complete && response.readableEnded) this.#consumed() })
    if (request.aborted || !request.emit('response', response)) response._dump()
  }

  /** Take no more from a server that answers twice. */
  #refuse () {
    this.#parser.free()
    this.#socket.destroy()
  }

  /**
   * @param {IncomingMessage} response that another follows
   * @param {Head} head
   */
  #inform (response, head) {
    const request = this.#request
    request.res = null
    if (head.statusCode === 100) request.emit('continue')
    const { statusCode, statusMessage, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders } = response
    request.emit('information', { statusCode, statusMessage, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders })
  }

  /**
   * @param {any} response
   * @param {Buffer} bytes
   */
  #body (response, bytes) {
    if (!response || response._dumped || response.push(bytes)) return
    this.#socket._bodyPaused = true
    this.#socket.pause()
  }

  /**
   * @param {any} response
   * @param {string[]} rawTrailers
   */
  #complete (response, rawTrailers) {
    response._complete(rawTrailers)
  }

  /** @param {Buffer} head the first bytes of the other protocol */
  #upgraded (head) {
    const request = this.#request
    const { res: response } = request
    const socket = this.#socket
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
    if (request.listenerCount(event) === 0) return void socket.destroy()
    this.#leave()
    request.upgradeOrConnect = true
    socket.emit('agentRemove')
    socket._httpMessage = null
    socket.readableFlowing = null
    response.complete = true
    request.emit(event, response, socket, head)
    request.destroyed = true
    request._close()
  }

  // -- the end ------------------------------------------------------------------------------------

  /** The response has been read to its end. */
  #consumed () {
    const request = this.#request
    if (this.#over) return
    if (!request.shouldKeepAlive) {
      if (this.#socket.writable) endSoon(this.#socket)
    } else if (request.writableFinished && !request.aborted) this.#free()
  }

  #free () {
    const request = this.#request
    const socket = this.#socket
    this.#leave()
    if (request.timeout) socket.setTimeout(0)
    request._ended = true
    request.destroyed = true
    // Destroying a finished response must not affect the next request on the connection.
    request.res.socket = null
    nextTick(() => {
      request._close()
      socket.emit('free')
    })
  }

  /** @param {any} error */
  #malformed (error) {
    const request = this.#request
    this.#parser.free()
    this.#socket._hadError = true
    this.#socket.removeAllListeners('data')
    this.#socket.destroy()
    this.#report(error)
  }

  /** @param {any} error */
  #failed (error) {
    if (this.#socket._hadError) return
    this.#socket._hadError = true
    this.#report(error)
  }

  /** @param {any} error */
  #report (error) {
    this.#request._reason = error
    this.#request._fail(error)
  }

  #ended () {
    const request = this.#request
    const socket = this.#socket
    if (!request.res && !socket._hadError) {
      socket._hadError = true
      this.#report(connectionReset('socket hang up'))
    }
    this.#finishParsing()
    socket.end()
  }

  /** A body without a length ends with the connection. */
  #finishParsing () {
    if (this.#over) return
    for (const piece of this.#parser.finish().pieces) this.#deliver(piece)
  }

  #closed () {
    const request = this.#request
    const socket = this.#socket
    const { res: response } = request
    this.#finishParsing()
    request.destroyed = true
    if (!response) {
      if (!socket._hadError) {
        socket._hadError = true
        this.#report(request._reason ?? connectionReset('socket hang up'))
      }
    } else if (!response.complete) response._cut()
    this.#leave()
    request._close()
  }
}

/** @param {any} socket or any other stream that went both ways */
function endSoon (socket) {
  if (typeof socket.destroySoon === 'function') socket.destroySoon()
  else socket.end()
}
