/**
 * Compose the head of a message, and decide how its body is delimited and whether its connection is kept. No I/O.
 * @module
 */

import { trailersInvalid } from './errors.js'
import { validateHeaderName, validateHeaderValue } from './check.js'

/**
 * @typedef {object} Facts about a message, as far as they are known before its head is
 * @property {string} first line
 * @property {Iterable<[name: string, value: any]>} entries
 * @property {boolean} validate whether the entries still need validation
 * @property {Set<string> | null} unique headers whose values join in one line
 * @property {boolean} hasBody
 * @property {boolean} sendDate
 * @property {boolean} chunked
 * @property {boolean} chunksByDefault
 * @property {boolean} shouldKeepAlive
 * @property {boolean} hasAgent
 * @property {number | null} length of the whole body, if known
 * @property {Set<string>} removed headers that must not be added
 * @property {number | null} statusCode
 * @property {boolean} lastOfConnection whether the server accepts no further request from the connection
 * @property {number} keepAliveTimeout milliseconds, 0 for nothing to announce
 * @property {number} maxRequests of a connection, 0 for nothing to announce
 *
 * @typedef {object} Composed
 * @property {string} text
 * @property {boolean} chunked
 * @property {boolean} shouldKeepAlive
 * @property {boolean} last whether the connection ends with this message
 * @property {number | null} length
 * @property {boolean} expects whether the head goes out before any body
 */

/** @param {Facts} facts @returns {Composed} */
export function compose (facts) {
  const seen = new Seen(facts)
  let text = facts.first
  for (const [name, value] of facts.entries) text += seen.lines(name, value)
  if (facts.sendDate && !seen.has('date')) text += `Date: ${utcDate()}\r\n`
  if (seen.chunked && (facts.statusCode === 204 || facts.statusCode === 304)) {
    seen.chunked = false
    seen.shouldKeepAlive = false
  }
  text += connectionLines(facts, seen)
  text += lengthLines(facts, seen)
  if (!seen.chunked && seen.has('trailer')) throw trailersInvalid()
  return {
    text: `${text}\r\n`,
    chunked: seen.chunked,
    shouldKeepAlive: seen.shouldKeepAlive,
    last: seen.last,
    length: seen.length,
    expects: seen.has('expect')
  }
}

/** The caller's headers that affect the body and the connection. */
class Seen {
  #names = new Set()
  #validate
  #unique
  last = false

  /** @param {Facts} facts */
  constructor (facts) {
    this.#validate = facts.validate
    this.#unique = facts.unique
    this.chunked = facts.chunked
    this.shouldKeepAlive = facts.shouldKeepAlive
    this.length = facts.length
  }

  /** @param {string} name */
  has (name) {
    return this.#names.has(name)
  }

  /**
   * @param {string} name
   * @param {any} value
   * @returns {string}
   */
  lines (name, value) {
    if (this.#validate) validateHeaderName(name)
    if (!Array.isArray(value)) return this.#line(name, value)
    const key = name.toLowerCase()
    const together = (key === 'cookie' && value.length > 1) || this.#unique?.has(key)
    return together ? this.#line(name, value.join('; ')) : value.map((item) => this.#line(name, item)).join('')
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  #line (name, value) {
    if (this.#validate) validateHeaderValue(name, value)
    this.#notice(name.toLowerCase(), value)
    return `${name}: ${value}\r\n`
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  #notice (key, value) {
    this.#names.add(key)
    if (key === 'connection') {
      if (/(?:^|\W)close(?:$|\W)/i.test(value)) this.last = true
      else this.shouldKeepAlive = true
    } else if (key === 'transfer-encoding') {
      if (/(?:^|\W)chunked(?:$|\W)/i.test(value)) this.chunked = true
    } else if (key === 'content-length') this.length = Number(value)
  }
}

/**
 * @param {Facts} facts
 * @param {Seen} seen
 */
function connectionLines (facts, seen) {
  if (facts.removed.has('connection')) {
    seen.last = !seen.shouldKeepAlive
    return ''
  }
  if (seen.has('connection')) return ''
  const keep = seen.shouldKeepAlive && (seen.has('content-length') || facts.chunksByDefault || facts.hasAgent)
  if (!keep) seen.last = true
  if (!keep || facts.lastOfConnection) return 'Connection: close\r\n'
  if (!facts.keepAliveTimeout || seen.has('keep-alive')) return 'Connection: keep-alive\r\n'
  const max = facts.maxRequests > 0 ? `, max=${facts.maxRequests}` : ''
  return `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(facts.keepAliveTimeout / 1000)}${max}\r\n`
}

/**
 * @param {Facts} facts
 * @param {Seen} seen
 */
function lengthLines (facts, seen) {
  if (seen.has('content-length') || seen.has('transfer-encoding')) return ''
  if (!facts.hasBody) {
    seen.chunked = false
    return ''
  }
  if (!facts.chunksByDefault) {
    seen.last = true
    return ''
  }
  if (!seen.has('trailer') && !facts.removed.has('content-length') && typeof facts.length === 'number') {
    return `Content-Length: ${facts.length}\r\n`
  }
  if (facts.removed.has('transfer-encoding')) {
    seen.last = true
    return ''
  }
  seen.chunked = true
  return 'Transfer-Encoding: chunked\r\n'
}

let date = ''

/** @returns {string} the present second, as HTTP writes it */
function utcDate () {
  if (!date) {
    const now = new Date()
    date = now.toUTCString()
    setTimeout(() => { date = '' }, 1000 - now.getMilliseconds())
  }
  return date
}
