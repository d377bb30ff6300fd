/**
 * The parser as Node's `_http_common` has it, for libraries that answer for servers and so parse by themselves: a class
 * whose instances are given functions under numbers, which are called while bytes are parsed.
 * @module
 */

import { Buffer } from 'oro:buffer'
import { maxHeaderSize as usual } from './limits.js'
import { BODY, Parser } from './parser.js'

/** @typedef {import('./parser.js').Piece} Piece */
/** @typedef {import('./parser.js').Head} Head */

/** Methods by the numbers that llhttp gives them. */
const NUMBERED = `DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND
  REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK
  SOURCE`.split(/\s+/)

/** Node's own parser object. */
export class HTTPParser {
  static REQUEST = 1
  static RESPONSE = 2
  static kOnMessageBegin = 0
  static kOnHeaders = 1
  static kOnHeadersComplete = 2
  static kOnBody = 3
  static kOnMessageComplete = 4
  static kOnExecute = 5
  static kOnTimeout = 6
  static kLenientNone = 0
  static kLenientHeaders = 1
  static kLenientChunkedLength = 2
  static kLenientKeepAlive = 4
  static kLenientAll = 255

  /** @type {Parser | null} */
  #parser = null
  /** @type {any} */
  #failure = null
  #parsing = false
  #freed = false
  #bytes = Buffer.alloc(0)

  /**
   * @param {number} type `REQUEST` or `RESPONSE`
   * @param {any} [_resource] what Node's async hooks would be told of
   * @param {number} [maxHeaderSize] bytes, 0 for the usual limit
   * @param {number} [lenient] `kLenientNone` refuses what Node calls insecure
   */
  initialize (type, _resource, maxHeaderSize = 0, lenient = 0) {
    this.free()
    this.#failure = null
    this.#parser = new Parser(type === HTTPParser.REQUEST ? 'request' : 'response', {
      decide: (head) => this.#begun(head),
      maxHeaderSize: maxHeaderSize || usual,
      lenient: lenient !== HTTPParser.kLenientNone
    })
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {any} the number of bytes that were parsed, or an error
   */
  execute (bytes) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#parsing = true
    try {
      const { pieces, error, rest } = this.#parser?.take(this.#bytes) ?? { pieces: [], error: null, rest: null }
      this.#tell(pieces)
      if (this.#failure) throw this.#failure
      return error ?? this.#bytes.length - (rest?.length ?? 0)
    } finally {
      this.#parsing = false
      if (this.#freed) this.free()
    }
  }

  /** @returns {any} an error where the message is not whole */
  finish () {
    const { pieces, error } = this.#parser?.finish() ?? { pieces: [], error: null }
    this.#tell(pieces)
    return error ?? undefined
  }

  getCurrentBuffer () { return this.#bytes }

  /** Give the memory back; one that is parsing does so when it is done. */
  free () {
    this.#freed = this.#parsing
    if (this.#parsing) return
    this.#parser?.free()
    this.#parser = null
  }

  close () { this.free() }
  remove () {}
  pause () {}
  resume () {}
  consume () {}
  unconsume () {}

  /** @param {Head} head @returns {number} whether a body follows */
  #begun (head) {
    try {
      this.#tell(this.#parser?.drain() ?? [])
      const method = NUMBERED.indexOf(head.method)
      const { httpVersionMajor, httpVersionMinor, rawHeaders, url, statusCode, statusMessage, upgrade, shouldKeepAlive } = head
      const given = method < 0 ? [undefined, undefined, statusCode, statusMessage] : [method, url, undefined, undefined]
      return this.#call(HTTPParser.kOnHeadersComplete, httpVersionMajor, httpVersionMinor, rawHeaders, ...given, upgrade, shouldKeepAlive) || BODY
    } catch (error) {
      this.#failure ??= error
      return BODY
    }
  }

  /** @param {Piece[]} pieces */
  #tell (pieces) {
    for (const piece of pieces) {
      if (piece.kind === 'begin') this.#call(HTTPParser.kOnMessageBegin)
      else if (piece.kind === 'body') this.#call(HTTPParser.kOnBody, piece.bytes)
      else if (piece.kind === 'end') this.#ended(piece.rawTrailers)
    }
  }

  /** @param {string[]} trailers */
  #ended (trailers) {
    if (trailers.length) this.#call(HTTPParser.kOnHeaders, trailers, '')
    this.#call(HTTPParser.kOnMessageComplete)
  }

  /** @param {number} number @param {any[]} given @returns {any} */
  #call (number, ...given) {
    return /** @type {any} */ (this)[number]?.(...given)
  }
}
