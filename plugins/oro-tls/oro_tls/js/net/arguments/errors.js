/** Errors with Node's codes and Node's wording. */

import { EACCES, getMessage } from 'oro:errno'
import { nodeError } from 'oro:errors/node'

/** @typedef {{ address?: string, port?: number }} Place */

export const socketClosed = () => nodeError(Error, 'ERR_SOCKET_CLOSED', 'Socket is closed')

export const closedBeforeConnection = () => {
  return nodeError(Error, 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION', 'Socket closed before the connection was established')
}

export const endedByPeer = () => nodeError(Error, 'EPIPE', 'This socket has been ended by the other party')

export const notRunning = () => nodeError(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.')

export const listensAlready = () => {
  return nodeError(Error, 'ERR_SERVER_ALREADY_LISTEN', 'Listen method has been called more than once without closing.')
}

/** @param {string[]} names of arguments, one of which is needed */
export function missingArgument (...names) {
  const list = names.map((name) => `"${name}"`)
  return nodeError(TypeError, 'ERR_MISSING_ARGS', `The ${list.join(' or ')} argument must be specified`)
}

/** @param {any} address */
export function invalidIP (address) {
  return nodeError(TypeError, 'ERR_INVALID_IP_ADDRESS', `Invalid IP address: ${address}`)
}

/** @param {any} port @param {string} [name] */
export function badPort (port, name = 'Port') {
  return nodeError(RangeError, 'ERR_SOCKET_BAD_PORT', `${name} should be >= 0 and < 65536. Received ${received(port)}.`)
}

/**
 * An error between two addresses: `connect ECONNREFUSED 127.0.0.1:9`.
 * @param {any} told an error of a route
 * @param {string} syscall where the host names none
 * @param {Place & { localAddress?: string, localPort?: number }} [where]
 * @returns {any}
 */
export function connectionError (told, syscall, { address, port, localAddress, localPort } = {}) {
  if (!isSystem(told)) return told
  if (told.syscall === 'getaddrinfo') return notFound(told)
  const { errno, code } = told
  const call = told.syscall ?? syscall
  const place = address ? ` ${address}${port ? `:${port}` : ''}` : ''
  const local = localAddress && localPort ? { localAddress, localPort } : undefined
  const from = local ? ` - Local (${localAddress}:${localPort})` : ''
  const error = Object.assign(new Error(`${call} ${code}${place}${from}`), { errno, code, syscall: call })
  return Object.assign(error, address && { address }, port && { port }, local)
}

/** @param {string} host @param {number} port @param {any} family */
export function badFamily (host, port, family) {
  return nodeError(RangeError, 'ERR_INVALID_ADDRESS_FAMILY', `Invalid address family: ${family} ${host}:${port}`, { host, port })
}

/**
 * Why none of several addresses answered.
 * @param {any[]} errors
 */
export function severalErrors (errors) {
  return Object.assign(new AggregateError(errors, ''), { code: errors[0].code })
}

/**
 * Why a server does not listen: `listen EADDRINUSE: address already in use 127.0.0.1:80`.
 * @param {any} told an error of a route
 * @param {Place} where
 * @returns {any}
 */
export function listenError (told, { address, port }) {
  if (!isSystem(told)) return told
  if (told.syscall === 'getaddrinfo') return notFound(told)
  // Node knows no path that is not there, only one that it may not use.
  const { errno, code } = port === -1 && told.code === 'ENOENT' ? { errno: -EACCES, code: 'EACCES' } : told
  const place = address ? ` ${address}${port && port > 0 ? `:${port}` : ''}` : ''
  const message = `listen ${code}: ${getMessage(errno) || 'unknown error'}${place}`
  return Object.assign(new Error(message), { code, errno, syscall: 'listen', address }, port ? { port } : {})
}

/**
 * @param {any} told
 * @returns {any}
 */
function notFound ({ errno, code, hostname }) {
  return Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { errno, code, syscall: 'getaddrinfo', hostname })
}

/**
 * Whether the system said so, rather than the host or a certificate.
 * @param {any} told
 */
function isSystem (told) {
  return typeof told?.errno === 'number' && typeof told.code === 'string'
}

/** @param {any} value */
function received (value) {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value === 'object') return `an instance of ${value.constructor?.name ?? 'Object'}`
  return `type ${typeof value} (${typeof value === 'string' ? `'${value}'` : String(value)})`
}
