/** Where a server is to listen, as callers say it. */

import { NotImplementedError } from 'oro:errors'
import { invalidArgValue } from 'oro:errors/node'
import { checkedPort, checkedText } from '../arguments/check.js'
import { formsOf } from './target.js'

/** @typedef {{ port?: number, address?: string, path?: string, backlog?: number, ipv6Only?: boolean }} Place */

/**
 * @param {any[]} args of `listen()`
 * @returns {Place}
 */
export function placeOf (args) {
  const [options] = formsOf(args)
  const given = args.filter((item) => typeof item !== 'function')
  const [first] = given
  const plain = first === null || typeof first !== 'object'
  const backlog = Number(plain ? [given[1], given[2]].find((item) => typeof item === 'number') ?? 0 : options.backlog) || undefined
  const { port, host, path, ipv6Only } = options
  const any = given.length === 0 || (plain && (first === undefined || first === null)) ||
    (!plain && 'port' in options && (port === undefined || port === null))
  if (any || typeof port === 'number' || typeof port === 'string') {
    const address = host ? checkedText('hostname', host) : undefined
    return { port: any ? 0 : checkedPort(port, 'options.port'), address, backlog, ipv6Only: ipv6Only ? true : undefined }
  }
  if (typeof options.fd === 'number' && options.fd >= 0) throw new NotImplementedError(`net.Server.listen() with descriptor ${options.fd}`)
  if (path && typeof path === 'string' && Number.isNaN(Number(path))) return { path, backlog }
  if (!('port' in options || 'path' in options)) throw invalidArgValue('options', options, 'must have the property "port" or "path"')
  throw invalidArgValue('options', options)
}

/** @param {Place} place */
export function whereOf ({ path, address, port }) {
  return path ? { address: path, port: -1 } : { address: address ?? '::', port }
}
