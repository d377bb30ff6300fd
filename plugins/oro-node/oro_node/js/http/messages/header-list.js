import { invalidArgType } from 'oro:errors/node'
import { adoptable } from 'oro:internal/callable'
import { Stream } from 'oro:stream'
import { validateHeaderName, validateHeaderValue } from './check.js'
import { headersSent } from './errors.js'

/** Headers that are otherwise added automatically, but not after the caller removed them. */
const FOLLOWED = new Set(['connection', 'content-length', 'transfer-encoding', 'date'])

/** The headers of an outgoing message, until they are sent. */
export class HeaderList extends adoptable(Stream) {
  sendDate = false
  /** The head as it will be sent, once it is composed. @type {string | null} */
  _header = null
  _headerSent = false
  /** By their name in lower case. @type {Map<string, [name: string, value: any]>} */
  _list = new Map()
  /** @type {Set<string>} */
  _removed = new Set()

  /** Whether a header was set at any time, even one removed since: headers of `writeHead()` are then listed as well. */
  _isListed = false

  /** @param {'set' | 'append' | 'remove' | 'render'} doing */
  #open (doing) {
    if (this._header) throw headersSent(doing)
  }

  /**
   * @param {string} name
   * @param {any} value one, or several in a list
   */
  setHeader (name, value) {
    this.#open('set')
    validateHeaderName(name)
    validateHeaderValue(name, value)
    this._list.set(name.toLowerCase(), [name, value])
    this._isListed = true
    return this
  }

  /** @param {Headers | Map<string, any>} headers */
  setHeaders (headers) {
    this.#open('set')
    if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
      throw invalidArgType('headers', 'an instance of Headers or Map', headers)
    }
    /** @type {string[]} */
    const cookies = []
    for (const [name, value] of /** @type {any} */ (headers)) {
      if (name === 'set-cookie') cookies.push(...[value].flat())
      else this.setHeader(name, value)
    }
    if (cookies.length) this.setHeader('set-cookie', cookies)
    return this
  }

  /**
   * Add a value to those the header has.
   * @param {string} name
   * @param {any} value
   */
  appendHeader (name, value) {
    this.#open('append')
    validateHeaderName(name)
    validateHeaderValue(name, value)
    const key = name.toLowerCase()
    const had = this._list.get(key)
    this._isListed = true
    if (had) had[1] = [had[1], value].flat()
    else this._list.set(key, [name, value])
    return this
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  getHeader (name) {
    return this._list.get(keyOf(name))?.[1]
  }

  /** @returns {string[]} in lower case */
  getHeaderNames () {
    return [...this._list.keys()]
  }

  /** @returns {string[]} as they were given */
  getRawHeaderNames () {
    return [...this._list.values()].map(([name]) => name)
  }

  /** @returns {Record<string, any>} */
  getHeaders () {
    return Object.assign(Object.create(null), Object.fromEntries([...this._list].map(([key, [, value]]) => [key, value])))
  }

  /**
   * @param {string} name
   * @returns {boolean}
   */
  hasHeader (name) {
    return this._list.has(keyOf(name))
  }

  /** @param {string} name */
  removeHeader (name) {
    const key = keyOf(name)
    this.#open('remove')
    this._list.delete(key)
    if (!FOLLOWED.has(key)) return
    if (key === 'date') this.sendDate = false
    else this._removed.add(key)
  }

  /** @deprecated the headers, as older packages ask for them */
  get _headers () {
    return this.getHeaders()
  }

  /** @deprecated the names as they were given, by those in lower case, null where there are none */
  get _headerNames () {
    return this._list.size ? Object.fromEntries([...this._list].map(([key, [name]]) => [key, name])) : null
  }

  get headersSent () {
    return Boolean(this._header)
  }
}

/** @param {any} name @returns {string} */
function keyOf (name) {
  if (typeof name !== 'string') throw invalidArgType('name', 'of type string', name)
  return name.toLowerCase()
}
