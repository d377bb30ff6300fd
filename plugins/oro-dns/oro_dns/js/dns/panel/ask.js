/** The queries of the panel. */

import { lookup, lookupService, Resolver } from '../promises.js'

/** @typedef {{ kind: string, value: string, facts: [name: string, value: string][] }} Row */

/** @type {[value: string, text: string][]} */
export const KINDS = [
  ['lookup', 'Addresses, as programs find them'], ['reverse', 'Names of an address'], ['service', 'Name and service'],
  ...['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'CAA', 'NAPTR', 'PTR', 'ANY'].map((type) => /** @type {[string, string]} */ ([type, `${type} records`]))
]

/** The member that says most, by type of record. @type {Record<string, string>} */
const MAIN = { A: 'address', AAAA: 'address', MX: 'exchange', SOA: 'nsname', SRV: 'name', NAPTR: 'replacement', CNAME: 'value', NS: 'value', PTR: 'value', TXT: 'entries' }

/** A query, its servers, and its deadline. */
export class Question {
  #resolver = new Resolver({ timeout: 1500, tries: 2 })

  /**
   * @param {string} kind
   * @param {string} name
   * @param {string} server empty for the system's
   */
  constructor (kind, name, server) {
    this.kind = kind
    this.name = name
    this.server = server
    if (server) this.#resolver.setServers(server.split(/[\s,]+/).filter(Boolean))
  }

  cancel () {
    this.#resolver.cancel()
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<Row[]>} rejects with the error Node's `dns` would give
   */
  async answer (signal) {
    const { kind, name } = this
    if (kind === 'lookup') {
      const found = await lookup(name, { all: true, signal })
      return found.map((/** @type {any} */ { address, family }) => row(`IPv${family}`, address))
    }
    if (kind === 'reverse') return (await this.#resolver.reverse(name, { signal })).map((found) => row('Name', found))
    if (kind === 'service') return this.#service(signal)
    const type = /** @type {import('../queries.js').RRType} */ (kind)
    const found = await this.#resolver.resolve(name, type, { ttl: true, signal })
    return (Array.isArray(found) ? found : [found]).map((record) => shown(record.type ?? type, record))
  }

  /** @param {AbortSignal} signal */
  async #service (signal) {
    const [, address, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(this.name) ?? []
    const { hostname, service } = await lookupService(address, Number(port ?? 80), { signal })
    return [row('Name', hostname), row('Service', service)]
  }
}

/**
 * @param {string} kind
 * @param {string} value
 * @param {[string, string][]} [facts]
 * @returns {Row}
 */
function row (kind, value, facts = []) {
  return { kind, value, facts }
}

/**
 * @param {string} kind
 * @param {any} record
 */
function shown (kind, record) {
  if (typeof record === 'string') return row(kind, record)
  if (Array.isArray(record)) return row(kind, record.map((part) => JSON.stringify(part)).join(' '))
  const { type, ...facts } = record
  const main = MAIN[kind]
  const value = main in facts ? [facts[main]].flat().join(' ') : ''
  delete facts[main]
  return row(kind, value, Object.entries(facts).map(([name, each]) => [name, String(each)]))
}
