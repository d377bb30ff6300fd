/** Names by the system's resolver. */

import { request } from 'oro:ipc'
import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { ADDRCONFIG, ALL, V4MAPPED } from './constants.js'
import { aborted, badPort, oneOf, text, told, truth } from './errors.js'
import { isIP } from './ip.js'

const FAMILIES = /** @type {const} */ ([0, 4, 6])
const ORDERS = /** @type {const} */ (['verbatim', 'ipv4first', 'ipv6first'])

/**
 * @typedef {'verbatim' | 'ipv4first' | 'ipv6first'} Order
 * @typedef {{ address: string, family: 4 | 6 }} Address
 *
 * @typedef {object} LookupOptions
 * @property {0 | 4 | 6 | 'IPv4' | 'IPv6'} [family]
 * @property {number} [hints] `ADDRCONFIG`, `V4MAPPED` and `ALL`, or-ed
 * @property {boolean} [all] a list of every address
 * @property {Order} [order]
 * @property {boolean} [verbatim] false is order `ipv4first`
 * @property {AbortSignal} [signal]
 *
 * @typedef {{ family: 0 | 4 | 6, hints: number, all: boolean, order: Order, signal?: AbortSignal }} Plan
 */

/** @type {Order} */
let defaultOrder = 'verbatim'

/** @returns {Order} */
export function getDefaultResultOrder () {
  return defaultOrder
}

/** @param {Order} order */
export function setDefaultResultOrder (order) {
  defaultOrder = oneOf('dnsOrder', order, ORDERS)
}

/**
 * Read what callers may write.
 * @param {any} hostname
 * @param {any} options a family, or `LookupOptions`
 * @returns {Plan}
 */
export function plan (hostname, options) {
  if (hostname) text('hostname', hostname)
  if (typeof options === 'number') {
    return { family: oneOf('family', options, FAMILIES), hints: 0, all: false, order: defaultOrder }
  }
  if (options !== undefined && typeof options !== 'object') throw invalidArgType('options', 'of type object or integer', options)
  const { hints, family, all, verbatim, order, signal } = options ?? {}
  const given = (/** @type {any} */ value) => value !== undefined && value !== null
  return {
    hints: given(hints) ? checkedHints(hints) : 0,
    family: given(family) ? checkedFamily(family) : 0,
    all: given(all) ? truth('options.all', all) : false,
    order: orderOf(verbatim, order),
    signal
  }
}

/**
 * @param {any} hostname
 * @param {Plan} plan
 * @returns {Promise<Address[]>} no name has no address
 */
export async function find (hostname, { family, hints, all, order, signal }) {
  if (signal?.aborted) throw aborted(signal)
  if (!hostname) return []
  const own = isIP(hostname)
  if (own) return [{ address: hostname, family: own }]
  const { err, data } = await request('dns.lookup', { hostname, family, hints, all, order }, { signal })
  if (signal?.aborted) throw aborted(signal)
  if (err) throw told(err)
  return all ? data : [data]
}

/**
 * @param {any} address
 * @param {any} port
 * @returns {number} the port
 */
export function checkedService (address, port) {
  if (isIP(address) === 0) throw invalidArgValue('address', address)
  const number = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '') ? Number(port) : NaN
  if (number !== (number >>> 0) || number > 65535) throw badPort(port)
  return number
}

/**
 * @param {string} address
 * @param {number} port
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ hostname: string, service: string }>}
 */
export async function findService (address, port, { signal } = {}) {
  const { err, data } = await request('dns.lookupService', { address, port }, { signal })
  if (signal?.aborted) throw aborted(signal)
  if (err) throw told(err)
  return data
}

/**
 * @param {any} verbatim
 * @param {any} order
 * @returns {Order}
 */
function orderOf (verbatim, order) {
  /** @type {Order} */
  let chosen = defaultOrder
  if (verbatim !== undefined && verbatim !== null) chosen = truth('options.verbatim', verbatim) ? 'verbatim' : 'ipv4first'
  return order === undefined || order === null ? chosen : oneOf('options.order', order, ORDERS)
}

/** @param {any} hints */
function checkedHints (hints) {
  if (typeof hints !== 'number') throw invalidArgType('options.hints', 'of type number', hints)
  if ((hints >>> 0) & ~(ADDRCONFIG | ALL | V4MAPPED)) throw invalidArgValue('hints', hints >>> 0)
  return hints >>> 0
}

/**
 * @param {any} family
 * @returns {0 | 4 | 6}
 */
function checkedFamily (family) {
  if (family === 'IPv4') return 4
  return family === 'IPv6' ? 6 : oneOf('options.family', family, FAMILIES)
}
