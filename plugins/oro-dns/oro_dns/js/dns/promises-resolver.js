import { invalidArgValue } from 'oro:errors/node'
import { text } from './errors.js'
import { checkedAddress, Queries, TYPES } from './queries.js'

/** @typedef {import('./queries.js').RRType} RRType */
/** @typedef {import('./queries.js').QueryOptions} QueryOptions */

/** Node's dnsPromises.Resolver: servers of its own, and promises. Every query takes `{ signal }` besides. */
export class Resolver {
  #queries

  /** @param {import('./queries.js').ResolverOptions | Queries} [options] */
  constructor (options) {
    this.#queries = options instanceof Queries ? options : new Queries(options)
  }

  /** Have everything that is being asked fail with ECANCELLED. */
  cancel () {
    this.#queries.cancel()
  }

  /** @returns {string[]} */
  getServers () {
    return this.#queries.getServers()
  }

  /** @param {string[]} servers addresses, with a port if need be */
  setServers (servers) {
    this.#queries.setServers(servers)
  }

  /**
   * Choose where queries come from: one address, or one of each family.
   * @param {string} ipv4
   * @param {string} [ipv6]
   */
  setLocalAddress (ipv4, ipv6) {
    this.#queries.setLocalAddress(ipv4, ipv6)
  }

  /**
   * Records of a type.
   * @param {string} name
   * @param {RRType} [rrtype]
   * @param {QueryOptions} [options]
   */
  resolve (name, rrtype = 'A', options) {
    if (!TYPES.includes(/** @type {RRType} */ (text('rrtype', rrtype)))) throw invalidArgValue('rrtype', rrtype)
    return this.#resolve(rrtype, name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any[]>} texts, or with `ttl` `{ address, ttl }` */
  resolve4 (name, options) {
    return this.#resolve('A', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any[]>} texts, or with `ttl` `{ address, ttl }` */
  resolve6 (name, options) {
    return this.#resolve('AAAA', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any[]>} */
  resolveAny (name, options) {
    return this.#resolve('ANY', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any[]>} */
  resolveCaa (name, options) {
    return this.#resolve('CAA', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<string[]>} */
  resolveCname (name, options) {
    return this.#resolve('CNAME', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<{ exchange: string, priority: number }[]>} */
  resolveMx (name, options) {
    return this.#resolve('MX', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any[]>} */
  resolveNaptr (name, options) {
    return this.#resolve('NAPTR', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<string[]>} */
  resolveNs (name, options) {
    return this.#resolve('NS', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<string[]>} */
  resolvePtr (name, options) {
    return this.#resolve('PTR', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any>} */
  resolveSoa (name, options) {
    return this.#resolve('SOA', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<any[]>} */
  resolveSrv (name, options) {
    return this.#resolve('SRV', name, options)
  }

  /** @param {string} name @param {QueryOptions} [options] @returns {Promise<string[][]>} */
  resolveTxt (name, options) {
    return this.#resolve('TXT', name, options)
  }

  /**
   * The names of an address.
   * @param {string} address
   * @param {{ signal?: AbortSignal }} [options]
   */
  async reverse (address, options) {
    return this.#queries.reverse(checkedAddress(address), options)
  }

  /**
   * @param {RRType} type
   * @param {any} name
   * @param {QueryOptions} [options]
   * @returns {Promise<any>}
   */
  #resolve (type, name, options) {
    return this.#queries.resolve(type, text('name', name), options)
  }
}
