/**
 * Where this realm is: of a worker that was started from a blob, where its script really is.
 * @module
 */

import client from './application/client.js'

const NAMES = /** @type {const} */ (['href', 'origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'])

/** Reads as the web's Location does. */
export class Location {
  /** @returns {URL} */
  get url () { return new URL(client.location.href) }
  get href () { return this.url.href }
  /** `oro://<bundle>`: the engine's own URL has none for that scheme. */
  get origin () { return this.url.origin === 'null' ? `${this.url.protocol}//${this.url.host}` : this.url.origin }
  get protocol () { return this.url.protocol }
  get host () { return this.url.host }
  get hostname () { return this.url.hostname }
  get port () { return this.url.port }
  get pathname () { return this.url.pathname }
  get search () { return this.url.search }
  get hash () { return this.url.hash }
  toString () { return this.href }
  toJSON () { return Object.fromEntries(NAMES.map((name) => [name, this[name]])) }
}

export default new Location()
