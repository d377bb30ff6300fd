/** Asking DNS servers: what the resolvers with callbacks and with promises share. */

import { request, sendSync } from 'oro:ipc'
import { aborted, dnsError, invalidLocalAddress, text, told, wholeNumber } from './errors.js'
import { isIP } from './ip.js'
import { checkedServers } from './servers.js'

/**
 * @typedef {'A' | 'AAAA' | 'ANY' | 'CAA' | 'CNAME' | 'MX' | 'NAPTR' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT'} RRType
 * @typedef {{ ttl?: boolean, signal?: AbortSignal }} QueryOptions
 * @typedef {{ timeout?: number, tries?: number }} ResolverOptions milliseconds, and rounds
 */

/** @type {readonly RRType[]} */
export const TYPES = ['A', 'AAAA', 'ANY', 'CAA', 'CNAME', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']

const EINVAL = -22

/** Whom to ask, for how long, from where; and what is being asked. */
export class Queries {
  #timeout
  #tries
  /** @type {string[] | null} null for the system's */
  #servers = null
  #local = ['', '']
  /** @type {Set<() => void>} */
  #cancels = new Set()

  /** @param {ResolverOptions} [options] */
  constructor (options) {
    const { timeout, tries } = options ?? {}
    this.#timeout = timeout === undefined ? undefined : wholeNumber('options.timeout', timeout, -1)
    this.#tries = tries === undefined ? undefined : wholeNumber('options.tries', tries, 1)
  }

  /** Have everything that is being asked fail with ECANCELLED. */
  cancel () {
    for (const cancel of this.#cancels) cancel()
  }

  /** @returns {string[]} */
  getServers () {
    if (this.#servers) return [...this.#servers]
    const { err, data } = sendSync('dns.getServers')
    if (err) throw err
    return data
  }

  /** @param {string[]} servers addresses, with a port if need be */
  setServers (servers) {
    this.#servers = checkedServers(servers)
  }

  /**
   * Choose where queries come from: one address, or one of each family.
   * @param {string} ipv4
   * @param {string} [ipv6]
   */
  setLocalAddress (ipv4, ipv6) {
    text('ipv4', ipv4)
    if (ipv6 !== undefined) text('ipv6', ipv6)
    const given = ipv6 === undefined ? [ipv4] : [ipv4, ipv6]
    const families = given.map(isIP)
    if (families.includes(0)) throw invalidLocalAddress('Invalid IP address.')
    if (families.length === 2 && families[0] === families[1]) throw invalidLocalAddress(`Cannot specify two IPv${families[0]} addresses.`)
    this.#local = [4, 6].map((family) => given[families.indexOf(/** @type {any} */ (family))] ?? '')
  }

  /**
   * @param {RRType} rrtype
   * @param {string} hostname
   * @param {QueryOptions} [options]
   * @returns {Promise<any>}
   */
  async resolve (rrtype, hostname, { ttl = false, signal } = {}) {
    const found = await this.#ask('dns.resolve', { hostname, rrtype }, `query${rrtype[0]}${rrtype.slice(1).toLowerCase()}`, hostname, signal)
    if (rrtype === 'SOA') return found[0]
    const plain = (rrtype === 'A' || rrtype === 'AAAA') && !ttl
    return plain ? found.map((/** @type {{ address: string }} */ { address }) => address) : found
  }

  /**
   * @param {string} address
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string[]>}
   */
  reverse (address, { signal } = {}) {
    return this.#ask('dns.reverse', { address }, 'getHostByAddr', address, signal)
  }

  /**
   * @param {string} route
   * @param {Record<string, any>} asked
   * @param {string} syscall
   * @param {string} hostname
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<any>}
   */
  async #ask (route, asked, syscall, hostname, signal) {
    if (signal?.aborted) throw aborted(signal)
    const controller = new AbortController()
    const abort = () => controller.abort()
    signal?.addEventListener('abort', abort)
    this.#cancels.add(abort)
    try {
      const { err, data } = await request(route, { ...asked, ...this.#params() }, { signal: controller.signal })
      if (signal?.aborted) throw aborted(signal)
      if (controller.signal.aborted) throw dnsError('ECANCELLED', syscall, hostname)
      if (err) throw told(err)
      return data
    } finally {
      this.#cancels.delete(abort)
      signal?.removeEventListener('abort', abort)
    }
  }

  #params () {
    const [localAddress4, localAddress6] = this.#local.map((address) => address || undefined)
    const servers = this.#servers ? JSON.stringify(this.#servers) : undefined
    return { servers, timeout: this.#timeout, tries: this.#tries, localAddress4, localAddress6 }
  }
}

/**
 * @param {any} address
 * @returns {string}
 */
export function checkedAddress (address) {
  if (isIP(text('name', address)) === 0) throw dnsError('EINVAL', 'getHostByAddr', address, EINVAL)
  return address
}

/** The resolver behind the functions of the modules, which are not methods of one. */
export const shared = new Queries()
