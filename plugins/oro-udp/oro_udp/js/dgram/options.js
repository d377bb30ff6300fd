/** The options of a new socket. */

import { invalidArgType, outOfRange } from 'oro:errors/node'
import { ERR_SOCKET_BAD_TYPE } from './errors.js'

const UINT32_MAX = 2 ** 32 - 1

/**
 * @typedef {object} SocketOptions
 * @property {'udp4' | 'udp6'} type
 * @property {boolean} [reuseAddr]
 * @property {boolean} [ipv6Only]
 * @property {number} [recvBufferSize]
 * @property {number} [sendBufferSize]
 * @property {Lookup} [lookup]
 * @property {AbortSignal} [signal] aborting closes the socket
 *
 * @typedef {(hostname: string, family: 4 | 6, done: (error: any, address: string, family?: number) => void) => void} Lookup
 * @typedef {{ address: string, family: 'IPv4' | 'IPv6', port: number, size: number }} RemoteInfo
 */

/**
 * @param {'udp4' | 'udp6' | SocketOptions} given
 * @returns {SocketOptions}
 */
export function checkedOptions (given) {
  const options = given !== null && typeof given === 'object' ? given : { type: given }
  const { type, lookup, signal, recvBufferSize, sendBufferSize } = options
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE()
  if (lookup !== undefined && typeof lookup !== 'function') throw invalidArgType('lookup', 'of type function', lookup)
  for (const [name, size] of Object.entries({ recvBufferSize, sendBufferSize })) {
    if (size && typeof size !== 'number') throw invalidArgType(`options.${name}`, 'of type number', size)
    if (size && !Number.isInteger(size)) throw outOfRange(`options.${name}`, 'an integer', size)
    if (size && (size < 0 || size > UINT32_MAX)) throw outOfRange(`options.${name}`, `>= 0 && <= ${UINT32_MAX}`, size)
  }
  if (signal !== undefined && !isSignal(signal)) throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
  return { ...options }
}

/** @param {any} value */
function isSignal (value) {
  return value !== null && typeof value === 'object' && 'aborted' in value
}
