/**
 * Names and addresses, as Node's `dns` has them: by callbacks, and by promises (`promises`).
 * @module
 */

import { callable, missingArguments } from './dns/errors.js'
import { invalidArgType } from 'oro:errors/node'
import { checkedService, find, findService, plan } from './dns/lookup.js'
import * as constants from './dns/constants.js'
import * as promises from './dns/promises.js'
import { shared } from './dns/queries.js'
import { Resolver } from './dns/resolver.js'
import { settle } from './dns/settle.js'

export * from './dns/constants.js'
export { getDefaultResultOrder, setDefaultResultOrder } from './dns/lookup.js'
export { constants, promises, Resolver }
export * as default from './dns.js'

const resolver = new Resolver(shared)
const promisified = Symbol.for('nodejs.util.promisify.custom')

/**
 * Ask the system's resolver: `lookup(hostname, [options], callback)`.
 * @param {string} hostname
 * @param {number | import('./dns/lookup.js').LookupOptions | ((...args: any[]) => void)} options a family, or options
 * @param {(error: any, address?: any, family?: number) => void} [callback] with `all` told a list
 */
export function lookup (hostname, options, callback) {
  const alone = typeof options === 'function'
  if (!alone && options !== undefined && typeof options !== 'number' && typeof options !== 'object') {
    callable('callback', arguments.length === 2 ? options : callback)
    throw invalidArgType('options', 'of type object or integer', options)
  }
  const done = callable('callback', alone ? options : callback)
  const wanted = plan(hostname, alone ? undefined : options)
  settle(find(hostname, wanted), done, (found) => {
    if (wanted.all) return [found]
    return found.length ? [found[0].address, found[0].family] : [null, wanted.family === 6 ? 6 : 4]
  })
}

Object.defineProperty(lookup, promisified, { value: promises.lookup })

/**
 * The names of an address and a port.
 * @param {string} address
 * @param {number} port
 * @param {(error: any, hostname?: string, service?: string) => void} callback
 */
export function lookupService (address, port, callback) {
  if (arguments.length !== 3) throw missingArguments('address', 'port', 'callback')
  const checked = checkedService(address, port)
  const done = callable('callback', callback)
  settle(findService(address, checked), done, ({ hostname, service }) => [hostname, service])
}

Object.defineProperty(lookupService, promisified, { value: promises.lookupService })

export const getServers = resolver.getServers.bind(resolver)
export const setServers = resolver.setServers.bind(resolver)
export const resolve = resolver.resolve.bind(resolver)
export const resolve4 = resolver.resolve4.bind(resolver)
export const resolve6 = resolver.resolve6.bind(resolver)
export const resolveAny = resolver.resolveAny.bind(resolver)
export const resolveCaa = resolver.resolveCaa.bind(resolver)
export const resolveCname = resolver.resolveCname.bind(resolver)
export const resolveMx = resolver.resolveMx.bind(resolver)
export const resolveNaptr = resolver.resolveNaptr.bind(resolver)
export const resolveNs = resolver.resolveNs.bind(resolver)
export const resolvePtr = resolver.resolvePtr.bind(resolver)
export const resolveSoa = resolver.resolveSoa.bind(resolver)
export const resolveSrv = resolver.resolveSrv.bind(resolver)
export const resolveTxt = resolver.resolveTxt.bind(resolver)
export const reverse = resolver.reverse.bind(resolver)
