import { nodeError } from 'oro:errors/node'
import { SocketAddress } from './address.js'
import { checkedInteger, checkedText } from '../arguments/check.js'
import { compressed, isIP, toNumber } from './ip.js'

const MAPPED = 0xffffn << 32n
const SHOWN = { ipv4: 'IPv4', ipv6: 'IPv6' }

/** @typedef {{ shown: string, family: 4 | 6, first: bigint, last: bigint }} Rule */

/** Addresses, ranges and subnets that are not to be spoken with. */
export class BlockList {
  /** Newest first. @type {Rule[]} */
  #rules = []

  /** @param {any} value */
  static isBlockList (value) {
    return value !== null && typeof value === 'object' && #rules in value
  }

  /**
   * @param {string | SocketAddress} address
   * @param {string} [family] `ipv4` unless given
   */
  addAddress (address, family = 'ipv4') {
    const { text, version, number, name } = read('address', address, family)
    this.#add(`Address: ${name} ${text}`, version, number, number)
  }

  /**
   * @param {string | SocketAddress} start
   * @param {string | SocketAddress} end itself included
   * @param {string} [family]
   */
  addRange (start, end, family = 'ipv4') {
    const [first, last] = [read('start', start, family), read('end', end, family)]
    if (first.version !== last.version || first.number > last.number) throw outOfOrder(first.made)
    this.#add(`Range: ${first.name} ${first.text}-${last.text}`, first.version, first.number, last.number)
  }

  /**
   * @param {string | SocketAddress} net
   * @param {number} prefix bits of it that count
   * @param {string} [family]
   */
  addSubnet (net, prefix, family = 'ipv4') {
    const { text, version, number, name } = read('network', net, family)
    const bits = version === 4 ? 32 : 128
    const size = 1n << BigInt(bits - checkedInteger('prefix', prefix, 0, bits))
    const first = number / size * size
    this.#add(`Subnet: ${name} ${text}/${prefix}`, version, first, first + size - 1n)
  }

  /**
   * @param {string | SocketAddress} address
   * @param {string} [family]
   * @returns {boolean} what is no address is on no list
   */
  check (address, family = 'ipv4') {
    if (!SocketAddress.isSocketAddress(address) && !isOf(checkedText('address', address), checkedText('family', family))) return false
    const { version, number } = read('address', address, family)
    if (this.#has(version, number)) return true
    return version === 6 && number >> 32n === 0xffffn && this.#has(4, number - MAPPED)
  }

  /** Its entries, as text. */
  get rules () {
    return this.#rules.map(({ shown }) => shown)
  }

  /** @param {number} _depth @param {any} options @param {(value: any, options: any) => string} inspect */
  [Symbol.for('nodejs.util.inspect.custom')] (_depth, options, inspect) {
    return `BlockList ${inspect({ rules: this.rules }, options)}`
  }

  /**
   * @param {string} shown
   * @param {4 | 6} family
   * @param {bigint} first
   * @param {bigint} last
   */
  #add (shown, family, first, last) {
    this.#rules.unshift({ shown, family, first, last })
  }

  /**
   * @param {4 | 6} family
   * @param {bigint} number
   */
  #has (family, number) {
    return this.#rules.some((rule) => rule.family === family && rule.first <= number && number <= rule.last)
  }
}

/** @param {SocketAddress} start */
function outOfOrder (start) {
  const { address, port, family, flowlabel } = start
  const shown = `SocketAddress { address: '${address}', port: ${port}, family: '${family}', flowlabel: ${flowlabel} }`
  return nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'start' must come before end. Received ${shown}`)
}

/** @param {string} address @param {string} family @returns {boolean} whether it is one of that family */
function isOf (address, family) {
  return isIP(address) === { ipv4: 4, ipv6: 6 }[family.toLowerCase()]
}

/**
 * @param {string} name
 * @param {any} given
 * @param {any} family
 */
function read (name, given, family) {
  const known = SocketAddress.isSocketAddress(given)
  const made = known ? given : new SocketAddress({ address: checkedText(name, given), family: checkedText('family', family) })
  const version = versionOf(made.family)
  const text = version === 6 ? compressed(made.address) : made.address
  return { made, text, version, number: toNumber(made.address, version), name: SHOWN[/** @type {'ipv4'} */ (made.family)] }
}

/**
 * @param {string} family
 * @returns {4 | 6}
 */
function versionOf (family) {
  return family === 'ipv4' ? 4 : 6
}
