/**
 * Parse HTTP/1 messages with llhttp, Node's own parser. Rules:
 *
 * 1. `take(bytes)` returns the parsed pieces in order: heads, pieces of bodies, ends. There are no callbacks for them.
 * 2. `decide` is called as soon as a head is complete, and returns whether a body or another protocol follows.
 * 3. After an error, or after another protocol began, the parser accepts no more bytes.
 * 4. The WebAssembly module keeps a parser's memory until `free()`.
 *
 * @module
 */

import { Buffer } from 'oro:buffer'
import { nodeError } from 'oro:errors/node'
import { llhttp } from 'oro:internal/vendor/llhttp'

/**
 * @typedef {object} Head
 * @property {'head'} kind
 * @property {string} httpVersion
 * @property {number} httpVersionMajor
 * @property {number} httpVersionMinor
 * @property {string} method of requests
 * @property {string} url of requests
 * @property {number} statusCode of responses
 * @property {string} statusMessage of responses
 * @property {string[]} rawHeaders names and values by turns
 * @property {boolean} upgrade whether the sender wants, or announces, another protocol
 * @property {boolean} shouldKeepAlive
 *
 * @typedef {Head | { kind: 'begin' } | { kind: 'body', bytes: Buffer } | { kind: 'end', rawTrailers: string[] }} Piece
 *
 * @typedef {object} Taken
 * @property {Piece[]} pieces
 * @property {any} error the error in the bytes after the pieces, with Node's message
 * @property {Buffer | null} rest the bytes of another protocol
 */

/** The results of `decide`: a body as the headers declare, no body, another protocol. */
export const BODY = 0
export const NO_BODY = 1
export const UPGRADE = 2

const REQUEST = 1
const RESPONSE = 2
const HPE_OK = 0
const HPE_PAUSED_UPGRADE = 22
const HPE_USER = 24
const LENIENT = [
  'headers', 'chunked_length', 'keep_alive', 'transfer_encoding', 'version', 'data_after_close', 'optional_lf_after_cr',
  'optional_crlf_after_chunk', 'optional_cr_before_lf', 'spaces_after_chunk_size'
]

/** The parsers in use, by their address. @type {Map<number, Parser>} */
const parsers = new Map()

/** @param {(parser: Parser, at: number, length: number) => number | void} act */
const span = (act) => (/** @type {number} */ id, /** @type {number} */ at, /** @type {number} */ length) =>
  act(/** @type {Parser} */ (parsers.get(id)), at, length) ?? HPE_OK

const instance = new WebAssembly.Instance(llhttp, {
  env: {
    wasm_on_message_begin: span((parser) => parser._begin()),
    wasm_on_url: span((parser, at, length) => parser._line(at, length)),
    wasm_on_status: span((parser, at, length) => parser._line(at, length)),
    wasm_on_header_field: span((parser, at, length) => parser._field(at, length)),
    wasm_on_header_value: span((parser, at, length) => parser._value(at, length)),
    wasm_on_headers_complete: (/** @type {number} */ id, /** @type {number} */ _status, /** @type {number} */ upgrade, /** @type {number} */ keepAlive) =>
      /** @type {Parser} */ (parsers.get(id))._head(Boolean(upgrade), Boolean(keepAlive)),
    wasm_on_body: span((parser, at, length) => parser._body(at, length)),
    wasm_on_message_complete: span((parser) => parser._end())
  }
})
const code = /** @type {any} */ (instance.exports)
code._initialize?.()

export class Parser {
  #id
  #decide
  #maxHeaderSize
  /** @type {Buffer} */
  #bytes = Buffer.alloc(0)
  /** The address of the bytes in the memory of the WebAssembly module. */
  #base = 0
  /** @type {Piece[]} */
  #pieces = []
  /** The URL or the status message. */
  #text = ''
  /** @type {string[]} */
  #headers = []
  #inValue = true
  #headerSize = 0
  #overflow = false
  /** Whether another protocol follows the last head. */
  #upgrading = false

  /**
   * @param {'request' | 'response'} type of the messages
   * @param {object} options
   * @param {(head: Head) => number} options.decide `BODY`, `NO_BODY` or `UPGRADE`
   * @param {number} options.maxHeaderSize bytes
   * @param {boolean} [options.lenient] whether to accept input that Node calls insecure
   */
  constructor (type, { decide, maxHeaderSize, lenient = false }) {
    this.#id = code.llhttp_alloc(type === 'request' ? REQUEST : RESPONSE)
    this.#decide = decide
    this.#maxHeaderSize = maxHeaderSize
    parsers.set(this.#id, this)
    if (lenient) for (const name of LENIENT) code[`llhttp_set_lenient_${name}`](this.#id, 1)
  }

  /**
   * @param {Buffer} bytes
   * @returns {Taken}
   */
  take (bytes) {
    this.#pieces = []
    if (!this.alive) return { pieces: [], error: null, rest: null }
    let at = 0
    for (;;) {
      const part = at === 0 ? bytes : bytes.subarray(at)
      const [status, taken] = this.#execute(part)
      at += taken
      if (status === HPE_OK) return { pieces: this.#pieces, error: null, rest: null }
      if (status !== HPE_PAUSED_UPGRADE) return { pieces: this.#pieces, error: this.#error(status, at, bytes), rest: null }
      if (this.#upgrading) return { pieces: this.#pieces, error: null, rest: bytes.subarray(at) }
      code.llhttp_resume_after_upgrade(this.#id)
      if (at >= bytes.length) return { pieces: this.#pieces, error: null, rest: null }
    }
  }

  /**
   * Parse the end of the peer's data.
   * @returns {Taken}
   */
  finish () {
    this.#pieces = []
    if (!this.alive) return { pieces: [], error: null, rest: null }
    const status = code.llhttp_finish(this.#id)
    return { pieces: this.#pieces, error: status === HPE_OK ? null : this.#error(status, 0, null), rest: null }
  }

  /** @returns {Piece[]} what was parsed up to now, which `take()` then leaves out */
  drain () {
    const pieces = this.#pieces
    this.#pieces = []
    return pieces
  }

  get alive () {
    return parsers.has(this.#id) && parsers.get(this.#id) === this
  }

  free () {
    if (!this.alive) return
    parsers.delete(this.#id)
    code.llhttp_free(this.#id)
  }

  /**
   * @param {Buffer} bytes
   * @returns {[status: number, taken: number]}
   */
  #execute (bytes) {
    const base = code.malloc(bytes.length || 1)
    new Uint8Array(code.memory.buffer, base, bytes.length).set(bytes)
    this.#bytes = bytes
    this.#base = base
    try {
      const status = code.llhttp_execute(this.#id, base, bytes.length)
      return [status, status === HPE_OK ? bytes.length : code.llhttp_get_error_pos(this.#id) - base]
    } finally {
      code.free(base)
      this.#bytes = Buffer.alloc(0)
    }
  }

  /**
   * @param {number} status
   * @param {number} at
   * @param {Buffer | null} bytes
   */
  #error (status, at, bytes) {
    const name = this.#overflow ? 'HPE_HEADER_OVERFLOW' : cText(code.llhttp_errno_name(status))
    const reason = this.#overflow ? 'Header overflow' : cText(code.llhttp_get_error_reason(this.#id))
    const error = nodeError(Error, name, `Parse Error${reason ? `: ${reason}` : ''}`, { bytesParsed: at, reason })
    return bytes ? Object.assign(error, { rawPacket: bytes }) : error
  }

  // -- called by the code -------------------------------------------------------------------------

  _begin () {
    this.#text = ''
    this.#headers = []
    this.#inValue = true
    this.#headerSize = 0
    this.#upgrading = false
    this.#pieces.push({ kind: 'begin' })
  }

  /** @param {number} at @param {number} length */
  _line (at, length) {
    this.#text += this.#read(at, length)
    return this.#grown(length)
  }

  /** @param {number} at @param {number} length */
  _field (at, length) {
    if (this.#inValue) {
      this.#inValue = false
      this.#headers.push('', '')
    }
    this.#headers[this.#headers.length - 2] += this.#read(at, length)
    return this.#grown(length)
  }

  /** @param {number} at @param {number} length */
  _value (at, length) {
    this.#inValue = true
    this.#headers[this.#headers.length - 1] += this.#read(at, length)
    return this.#grown(length)
  }

  /** @param {boolean} upgrade @param {boolean} shouldKeepAlive */
  _head (upgrade, shouldKeepAlive) {
    const major = code.llhttp_get_http_major(this.#id)
    const minor = code.llhttp_get_http_minor(this.#id)
    /** @type {Head} */
    const head = {
      kind: 'head',
      httpVersion: `${major}.${minor}`,
      httpVersionMajor: major,
      httpVersionMinor: minor,
      method: code.llhttp_get_type(this.#id) === REQUEST ? cText(code.llhttp_method_name(code.llhttp_get_method(this.#id))) : '',
      url: this.#text,
      statusCode: code.llhttp_get_status_code(this.#id),
      statusMessage: this.#text,
      rawHeaders: trimmed(this.#headers),
      upgrade,
      shouldKeepAlive
    }
    this.#headers = []
    this.#inValue = true
    this.#headerSize = 0
    this.#pieces.push(head)
    const decided = this.#decide(head)
    this.#upgrading = decided === UPGRADE
    return decided
  }

  /** @param {number} at @param {number} length */
  _body (at, length) {
    const from = at - this.#base
    this.#pieces.push({ kind: 'body', bytes: this.#bytes.subarray(from, from + length) })
  }

  _end () {
    this.#pieces.push({ kind: 'end', rawTrailers: trimmed(this.#headers) })
    this.#headers = []
  }

  /** @param {number} at @param {number} length */
  #read (at, length) {
    const from = at - this.#base
    return this.#bytes.toString('latin1', from, from + length)
  }

  /** @param {number} length */
  #grown (length) {
    this.#headerSize += length
    this.#overflow = this.#headerSize >= this.#maxHeaderSize
    return this.#overflow ? HPE_USER : HPE_OK
  }
}

/** @param {string[]} headers whose values may end in blanks */
function trimmed (headers) {
  return headers.map((text, index) => index % 2 ? text.replace(/[ \t]+$/, '') : text)
}

/** @param {number} at address of a text of C */
function cText (at) {
  if (!at) return ''
  const memory = new Uint8Array(code.memory.buffer, at)
  return String.fromCharCode(...memory.subarray(0, memory.indexOf(0)))
}
