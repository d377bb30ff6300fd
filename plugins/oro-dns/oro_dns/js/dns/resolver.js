import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { callable, text } from './errors.js'
import { checkedAddress, Queries, TYPES } from './queries.js'
import { settle } from './settle.js'

/** @typedef {import('./queries.js').RRType} RRType */
/** @typedef {(error: any, found?: any) => void} Callback */

/** Node's dns.Resolver: servers of its own, and callbacks. */
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
   * Records of a type, `A` unless named: `resolve(name, [rrtype], callback)`.
   * @param {string} name
   * @param {string | Callback} rrtype
   * @param {Callback} [callback]
   */
  resolve (name, rrtype, callback) {
    const [type, done] = typeof rrtype === 'function' ? ['A', rrtype] : [rrtype, callback]
    if (typeof type !== 'string') throw invalidArgType('rrtype', 'of type string', type)
    if (!TYPES.includes(/** @type {RRType} */ (type))) throw invalidArgValue('rrtype', type)
    this.#resolve(/** @type {RRType} */ (type), [name, done])
  }

  /** @param {...any} args name, `{ ttl }` if wanted, and callback */
  resolve4 (...args) {
    this.#resolve('A', args)
  }

  /** @param {...any} args name, `{ ttl }` if wanted, and callback */
  resolve6 (...args) {
    this.#resolve('AAAA', args)
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveAny (name, callback, ...rest) {
    this.#resolve('ANY', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveCaa (name, callback, ...rest) {
    this.#resolve('CAA', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveCname (name, callback, ...rest) {
    this.#resolve('CNAME', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveMx (name, callback, ...rest) {
    this.#resolve('MX', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveNaptr (name, callback, ...rest) {
    this.#resolve('NAPTR', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveNs (name, callback, ...rest) {
    this.#resolve('NS', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolvePtr (name, callback, ...rest) {
    this.#resolve('PTR', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveSoa (name, callback, ...rest) {
    this.#resolve('SOA', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveSrv (name, callback, ...rest) {
    this.#resolve('SRV', [name, callback, ...rest])
  }

  /** @param {string} name @param {Callback} callback @param {...any} rest the callback where options come first */
  resolveTxt (name, callback, ...rest) {
    this.#resolve('TXT', [name, callback, ...rest])
  }

  /**
   * The names of an address.
   * @param {string} address
   * @param {Callback} callback
   * @param {Callback} [last] the callback where options come first
   */
  reverse (address, callback, last = callback) {
    text('name', address)
    const done = callable('callback', last)
    settle(this.#queries.reverse(checkedAddress(address)), done)
  }

  /**
   * @param {RRType} type
   * @param {any[]} args name, options if there are three, callback
   */
  #resolve (type, args) {
    const name = text('name', args[0])
    const done = callable('callback', args.length > 2 ? args[2] : args[1])
    settle(this.#queries.resolve(type, name, args.length > 2 ? args[1] ?? {} : {}), done)
  }
}
