import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { hasInvalidCharacter, invalidCharacter, validateHeaderName, validateHeaderValue } from '../messages/check.js'
import { headersSent, invalidStatus, socketAssigned } from '../messages/errors.js'
import { entriesOf, OutgoingMessage } from '../messages/outgoing.js'
import { STATUS_CODES } from '../messages/status.js'

const LINK = /^(?:<[^>]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/

/** Node's http.ServerResponse: the response to one request. */
export class ServerResponse extends OutgoingMessage {
  statusCode = 200
  /** @type {string | undefined} */
  statusMessage = undefined
  sendDate = true
  _closed = false
  _sent100 = false
  _expectContinue = false

  /**
   * @param {any} request
   * @param {{ highWaterMark?: number, rejectNonStandardBodyWrites?: boolean }} [options]
   */
  constructor (request, options) {
    super(options)
    this.req = request
    if (request.method === 'HEAD') this._hasBody = false
    if (request.httpVersionMajor < 1 || request.httpVersionMinor < 1) {
      this.useChunkedEncodingByDefault = /(?:^|\W)chunked(?:$|\W)/i.test(request.headers?.te ?? '')
      this.shouldKeepAlive = false
    }
  }

  // -- the head -----------------------------------------------------------------------------------

  _implicitHeader () {
    this.writeHead(this.statusCode)
  }

  /**
   * @param {number} statusCode
   * @param {string | Record<string, any> | any[]} [reason] status message, or headers
   * @param {Record<string, any> | any[]} [given] headers, beside those that were set
   */
  writeHead (statusCode, reason, given) {
    if (this._header) throw headersSent('write')
    const asked = statusCode
    statusCode |= 0
    if (statusCode < 100 || statusCode > 999) throw invalidStatus(asked)
    if (typeof reason === 'string') this.statusMessage = reason
    else {
      this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown'
      given ??= reason
    }
    this.statusCode = statusCode
    const headers = this.#merged(given)
    if (hasInvalidCharacter(this.statusMessage)) throw invalidCharacter('statusMessage')
    if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false
    // A client that was not sent `100 Continue` may still send its body, which would be taken for a request.
    if (this._expectContinue && !this._sent100) this.shouldKeepAlive = false
    this._storeHeader(`HTTP/1.1 ${statusCode} ${this.statusMessage}\r\n`, headers)
    return this
  }

  /**
   * @param {any} given
   * @returns {any} headers that are sent instead of those set, undefined if those are
   */
  #merged (given) {
    if (!this._isListed || !given) return given
    for (const [name, value] of entriesOf(given)) if (name) this.setHeader(name, value)
    return undefined
  }

  // -- before it ----------------------------------------------------------------------------------

  /** @param {() => void} [callback] */
  writeContinue (callback) {
    this._writeRaw('HTTP/1.1 100 Continue\r\n\r\n', 'latin1', callback)
    this._sent100 = true
  }

  /** @param {() => void} [callback] */
  writeProcessing (callback) {
    this._writeRaw('HTTP/1.1 102 Processing\r\n\r\n', 'latin1', callback)
  }

  /**
   * @param {{ link?: string | string[], [header: string]: any }} hints
   * @param {() => void} [callback]
   */
  writeEarlyHints (hints, callback) {
    if (hints === null || typeof hints !== 'object') throw invalidArgType('hints', 'of type object', hints)
    if (hints.link === null || hints.link === undefined) return
    const link = linksOf(hints.link)
    if (link.length === 0) return
    let head = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`
    for (const [name, value] of Object.entries(hints)) {
      if (name === 'link') continue
      validateHeaderName(name)
      validateHeaderValue(name, value)
      head += `${name}: ${value}\r\n`
    }
    this._writeRaw(`${head}\r\n`, 'latin1', callback)
  }

  // -- the connection -----------------------------------------------------------------------------

  /** @param {any} socket that sends it */
  assignSocket (socket) {
    if (socket._httpMessage) throw socketAssigned()
    socket._httpMessage = this
    socket.on('close', this.#left)
    this.socket = socket
    this.emit('socket', socket)
    this._flush()
  }

  /** @param {any} socket */
  detachSocket (socket) {
    socket.removeListener('close', this.#left)
    socket._httpMessage = null
    this.socket = null
  }

  #left = () => {
    this.destroyed = true
    this._closeNow()
  }

  _closeNow () {
    if (this._closed) return
    this.destroyed = true
    this._closed = true
    this.emit('close')
  }
}

Object.defineProperty(ServerResponse.prototype, 'writeHeader', { configurable: true, writable: true, value: ServerResponse.prototype.writeHead })

/** @param {any} link */
function linksOf (link) {
  const links = [link].flat()
  for (const item of links) {
    if (typeof item !== 'string' || !LINK.test(item)) {
      throw invalidArgValue('hints', link, 'must be an array or string of format "</styles.css>; rel=preload; as=style"')
    }
  }
  return links.join(', ')
}
