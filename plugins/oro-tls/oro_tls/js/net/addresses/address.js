import { invalidArgType, invalidArgValue, nodeError } from 'oro:errors/node'
import { checkedInteger, checkedPort, checkedText } from '../arguments/check.js'
import { isIPv4, isIPv6 } from './ip.js'

const ANY = { ipv4: '127.0.0.1', ipv6: '::' }

/** An address and a port that are what they claim to be. */
export class SocketAddress {
  #address
  #family
  #port
  #flowlabel

  /** @param {any} value */
  static isSocketAddress (value) {
    return value !== null && typeof value === 'object' && #address in value
  }

  /** @param {{ address?: string, family?: string, port?: number, flowlabel?: number }} [options] */
  constructor (options = {}) {
    if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
    const family = familyOf('options.family', options.family ?? 'ipv4')
    const { address = ANY[family], port = 0, flowlabel = 0 } = options
    this.#family = family
    this.#address = checkedText('options.address', address)
    this.#port = checkedPort(port, 'options.port')
    const checked = checkedInteger('options.flowlabel', flowlabel, 0, 2 ** 32 - 1)
    this.#flowlabel = family === 'ipv6' ? checked : 0
    if (!(family === 'ipv4' ? isIPv4 : isIPv6)(address)) throw nodeError(Error, 'ERR_INVALID_ADDRESS', 'Invalid socket address')
  }

  get address () {
    return this.#address
  }

  /** @returns {'ipv4' | 'ipv6'} */
  get family () {
    return this.#family
  }

  get port () {
    return this.#port
  }

  get flowlabel () {
    return this.#flowlabel
  }

  /** @param {number} _depth @param {any} options @param {(value: any, options: any) => string} inspect */
  [Symbol.for('nodejs.util.inspect.custom')] (_depth, options, inspect) {
    return `SocketAddress ${inspect(this.toJSON(), options)}`
  }

  toJSON () {
    return { address: this.address, port: this.port, family: this.family, flowlabel: this.flowlabel }
  }
}

/**
 * @param {string} name
 * @param {any} family
 * @returns {'ipv4' | 'ipv6'}
 */
export function familyOf (name, family) {
  const lower = typeof family?.toLowerCase === 'function' ? family.toLowerCase() : family
  if (lower !== 'ipv4' && lower !== 'ipv6') throw invalidArgValue(name, family)
  return lower
}
