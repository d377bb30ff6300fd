/**
 * Names and addresses by promises, as Node's `dns/promises` has them. What waits takes `{ signal }`.
 * @module
 */

import { missingArguments } from './errors.js'
import { checkedService, find, findService, plan } from './lookup.js'
import { Resolver } from './promises-resolver.js'
import { shared } from './queries.js'

export {
  ADDRGETNETWORKPARAMS, BADFAMILY, BADFLAGS, BADHINTS, BADNAME, BADQUERY, BADRESP, BADSTR, CANCELLED, CONNREFUSED,
  DESTRUCTION, EOF, FILE, FORMERR, LOADIPHLPAPI, NODATA, NOMEM, NONAME, NOTFOUND, NOTIMP, NOTINITIALIZED, REFUSED,
  SERVFAIL, TIMEOUT
} from './constants.js'
export { getDefaultResultOrder, setDefaultResultOrder } from './lookup.js'
export { Resolver }
export * as default from './promises.js'

const resolver = new Resolver(shared)

/**
 * @param {string} hostname
 * @param {number | import('./lookup.js').LookupOptions} [options] a family, or options
 * @returns {Promise<any>} `{ address, family }`, with `all` a list
 */
export function lookup (hostname, options) {
  const wanted = plan(hostname, options)
  return find(hostname, wanted).then((found) => {
    if (wanted.all) return found
    return found[0] ?? { address: null, family: wanted.family === 6 ? 6 : 4 }
  })
}

/**
 * @param {string} address
 * @param {number} port
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ hostname: string, service: string }>}
 */
export function lookupService (address, port, options) {
  if (port === undefined) throw missingArguments('address', 'port')
  return findService(address, checkedService(address, port), options)
}

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
