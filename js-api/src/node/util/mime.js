/**
 * MIME types as Node has them.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import * as vendor from '../../internal/vendor/mime.js'

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const NO_TOKEN = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/
const BEFORE = /^[\r\n\t ]*/

/** The parameters of a MIME type, in order. */
export class MIMEParams {
  /** @type {Map<string, string>} */
  #entries

  /** @param {Map<string, string>} [entries] */
  constructor (entries = new Map()) {
    this.#entries = entries
  }

  /** @param {string} name */
  delete (name) { this.#entries.delete(name) }
  /** @param {string} name */
  get (name) { return this.#entries.get(`${name}`) ?? null }
  /** @param {string} name */
  has (name) { return this.#entries.has(`${name}`) }

  /**
   * @param {string} name
   * @param {string} value
   */
  set (name, value) {
    if (!TOKEN.test(name)) throw syntaxError('parameter name', name, `${name}`.search(NO_TOKEN))
    if (!VALUE.test(value)) throw syntaxError('parameter value', value, `${value}`.search(NO_VALUE))
    this.#entries.set(`${name}`, `${value}`)
  }

  entries () { return this.#entries.entries() }
  keys () { return this.#entries.keys() }
  values () { return this.#entries.values() }
  [Symbol.iterator] () { return this.entries() }
  toJSON () { return this.toString() }

  toString () {
    return [...this.#entries].map(([name, value]) => `${name}=${value !== '' && TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`).join(';')
  }
}

/** A MIME type, taken apart. */
export class MIMEType {
  #type
  #params

  /** @param {string} input */
  constructor (input) {
    const text = `${input}`
    try {
      this.#type = new vendor.MIMEType(text)
    } catch {
      throw reasonOf(text)
    }
    this.#params = new MIMEParams(new Map(this.#type.parameters))
  }

  get type () { return this.#type.type }
  set type (value) { this.#set('type', value) }
  get subtype () { return this.#type.subtype }
  set subtype (value) { this.#set('subtype', value) }
  get essence () { return this.#type.essence }
  get params () { return this.#params }
  toJSON () { return this.toString() }

  toString () {
    const params = this.#params.toString()
    return params ? `${this.essence};${params}` : this.essence
  }

  /**
   * @param {'type' | 'subtype'} part
   * @param {string} value
   */
  #set (part, value) {
    try {
      this.#type[part] = value
    } catch {
      throw syntaxError(part, value, `${value}`.search(NO_TOKEN))
    }
  }
}

/** @param {string} text that is no MIME type */
function reasonOf (text) {
  const rest = text.replace(BEFORE, '')
  const slash = rest.indexOf('/')
  const type = slash < 0 ? rest : rest.slice(0, slash)
  if (slash < 0 || type === '' || NO_TOKEN.test(type)) return syntaxError('type', text, type.search(NO_TOKEN))
  return syntaxError('subtype', text, rest.slice(slash + 1).split(';', 1)[0].trimEnd().search(NO_TOKEN))
}

/**
 * @param {string} production
 * @param {string} text
 * @param {number} at where it breaks off; negative where it is too short
 */
function syntaxError (production, text, at) {
  const place = at < 0 ? '' : ` at ${at}`
  return nodeError(TypeError, 'ERR_INVALID_MIME_SYNTAX', `The MIME syntax for a ${production} in "${text}" is invalid${place}`)
}
