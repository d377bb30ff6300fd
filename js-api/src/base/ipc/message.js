import { callURL } from './params.js'

/** An `ipc:` URI, parsed or made, with its bytes; a Map of its parameters. */
export class Message extends URL {
  static get PROTOCOL () {
    return 'ipc:'
  }

  /**
   * @param {any} input a Message, a URL, URL text, or a command
   * @param {Record<string, any> | null} [params]
   * @param {Uint8Array | null} [bytes]
   * @returns {Message}
   */
  static from (input, params = null, bytes = null) {
    const text = String(input?.href ?? input)
    const url = this.isValidInput(text) ? text : callURL(text, {})
    const message = new this(url, bytes ?? input?.bytes ?? null)
    for (const [key, value] of Object.entries(params ?? {})) message.set(key, value)
    return message
  }

  /**
   * Tell whether this is an `ipc:` URI.
   * @param {any} input
   * @returns {boolean}
   */
  static isValidInput (input) {
    return /^ipc:\/\/[^/?#]/i.test(String(input?.href ?? input))
  }

  /**
   * @param {string | URL} input
   * @param {Uint8Array | null} [bytes]
   * @throws {TypeError} it is no `ipc:` URI
   */
  constructor (input, bytes = null) {
    super(String(input))
    if (this.protocol !== Message.PROTOCOL) {
      throw new TypeError(`Cannot make a Message of "${input}": the protocol is not "${Message.PROTOCOL}"`)
    }
    /** @type {Uint8Array | null} */
    this.bytes = bytes
  }

  /** The route. */
  get command () {
    return this.hostname || this.pathname.replace(/^\/+/, '').split('/')[0]
  }

  get name () {
    return this.command
  }

  get id () {
    return this.searchParams.get('id')
  }

  get seq () {
    return this.searchParams.get('seq')
  }

  get value () {
    return this.get('value')
  }

  /** The window index, -1 when there is none. */
  get index () {
    const index = Number.parseInt(this.searchParams.get('index') ?? '', 10)
    return Number.isFinite(index) ? index : -1
  }

  /** Every parameter, values read as JSON where they are JSON. */
  get params () {
    return Object.fromEntries(this.entries())
  }

  /** Every parameter as it travels. */
  get rawParams () {
    return Object.fromEntries(this.searchParams.entries())
  }

  get json () {
    return JSON.stringify({ command: this.command, index: this.index, seq: this.seq, params: this.params })
  }

  /**
   * @param {string} key
   * @returns {any} the value, read as JSON when it is JSON; null when there is none
   */
  get (key) {
    return parsed(this.searchParams.get(key))
  }

  /**
   * @param {string} key
   * @param {any} value
   * @returns {this}
   */
  set (key, value) {
    this.searchParams.set(key, typeof value === 'object' && value ? JSON.stringify(value) : String(value))
    return this
  }

  /** @param {string} key */
  has (key) {
    return this.searchParams.has(key)
  }

  /**
   * @param {string} key
   * @returns {boolean} whether there was one
   */
  delete (key) {
    const had = this.has(key)
    this.searchParams.delete(key)
    return had
  }

  keys () {
    return Array.from(this.searchParams.keys())
  }

  values () {
    return Array.from(this.searchParams.values(), parsed)
  }

  /** @returns {[string, any][]} */
  entries () {
    return Array.from(this.searchParams.entries(), ([key, value]) => [key, parsed(value)])
  }
}

/** @param {string | null} text */
function parsed (text) {
  if (text === null || /^\d{16,}$/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
