/** The options of sockets. */

import { NotImplementedError } from 'oro:errors'
import { invalidArgValue } from 'oro:errors/node'
import { checkedInteger, checkedNumber } from '../arguments/check.js'

/** @typedef {import('./handle.js').Handle} Handle */
/** @typedef {import('./handle.js').Info} Info */
/** @typedef {import('../addresses/target.js').Target} Target */

/**
 * @typedef {object} SocketOptions
 * @property {boolean} [allowHalfOpen]
 * @property {boolean} [readable]
 * @property {boolean} [writable]
 * @property {boolean} [noDelay]
 * @property {boolean} [keepAlive]
 * @property {number} [keepAliveInitialDelay] milliseconds
 * @property {boolean} [pauseOnCreate]
 * @property {number} [highWaterMark]
 * @property {AbortSignal} [signal] aborting destroys the socket
 * @property {{ buffer: any, callback: (bytes: number, buffer: any) => boolean | void }} [onread]
 * @property {Handle} [handle] an open connection of the host
 * @property {Info} [info] of that connection
 * @property {string} [host]
 */

const OBJECT_MODES = ['objectMode', 'readableObjectMode', 'writableObjectMode']

/**
 * @param {any} options of the constructor; a number is a descriptor
 * @returns {any} a copy, checked
 */
export function givenOf (options) {
  const given = typeof options === 'number' ? { fd: options } : { ...options }
  for (const name of OBJECT_MODES) if (given[name]) throw invalidArgValue(`options.${name}`, given[name], 'is not supported')
  if (given.keepAliveInitialDelay !== undefined) checkedNumber('options.keepAliveInitialDelay', given.keepAliveInitialDelay)
  return given
}

/**
 * @param {any} options
 * @returns {any}
 */
export function streamOptions (options) {
  if (options.fd !== undefined) throw new NotImplementedError(`net.Socket with descriptor ${checkedInteger('fd', options.fd, 0)}`)
  const { allowHalfOpen = false, readable = true, writable = true, highWaterMark } = options
  return { allowHalfOpen: Boolean(allowHalfOpen), readable, writable, highWaterMark, emitClose: false, autoDestroy: true }
}

/**
 * @param {Target} target
 * @param {SocketOptions} made with
 * @param {Record<string, any>} given to `connect()`
 */
export function paramsOf ({ lookup, hints, path, family, ...where }, made, given) {
  const { noDelay, keepAlive, keepAliveInitialDelay } = { ...made, ...given }
  const kept = {
    noDelay: noDelay ? true : undefined,
    keepAlive: keepAlive ? true : undefined,
    keepAliveInitialDelay: keepAliveInitialDelay ? Math.trunc(keepAliveInitialDelay) : undefined
  }
  return path ? { path, ...kept } : { ...where, family: family || undefined, ...kept }
}
