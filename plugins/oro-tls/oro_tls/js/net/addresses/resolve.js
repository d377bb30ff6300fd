/** Names, asked of the caller's own resolver. */

import { nodeError } from 'oro:errors/node'
import { badFamily, invalidIP } from '../arguments/errors.js'
import { isIP } from './ip.js'
import { lookupOptions } from './target.js'

/** @typedef {{ address: string, family: 4 | 6 }} Found */

/**
 * Ask `lookup`, telling the socket's listeners what it says.
 * @param {import('oro:events').EventEmitter} socket
 * @param {import('./target.js').Target & { lookup: import('./target.js').Lookup }} target
 * @returns {Promise<Found[]>}
 * @throws {Error} what `lookup` throws
 */
export function resolve (socket, target) {
  const { host, lookup } = target
  const options = lookupOptions(target)
  const { promise, resolve, reject } = promised()
  lookup(host, options, (error, given, family) => {
    try {
      if (error) {
        socket.emit('lookup', error, undefined, undefined, host)
        throw error
      }
      const all = /** @type {any} */ (options).all
      const found = all ? given : [{ address: given, family: family || isIP(given) }]
      for (const item of found) socket.emit('lookup', null, item.address, item.family, host)
      resolve(usable(found, target))
    } catch (error) {
      reject(error)
    }
  })
  return promise
}

/** A promise, to be settled from elsewhere: what `lookup` throws at once is no rejection. */
function promised () {
  /** @type {(found: Found[]) => void} */
  let resolve = () => {}
  /** @type {(error: any) => void} */
  let reject = () => {}
  const promise = new Promise((yes, no) => { [resolve, reject] = [yes, no] })
  return { promise, resolve, reject }
}

/**
 * @param {any[]} found
 * @param {import('./target.js').Target} target
 * @returns {Found[]}
 */
function usable (found, { host, port }) {
  const good = found.filter(({ address, family }) => isIP(address) && (family === 4 || family === 6))
  if (good.length) return good
  if (!found.length) throw nodeError(Error, 'ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`, { syscall: 'getaddrinfo', hostname: host })
  const [{ address, family }] = found
  throw isIP(address) ? badFamily(host, port, family) : invalidIP(address)
}
