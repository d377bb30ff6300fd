/** Errors with Node's codes and Node's wording. */

import { getName } from 'oro:errno'
import { nodeError } from 'oro:errors/node'

const EBADF = 9
const EINVAL = 22

/** Base of the errors that tell of a socket's state; `code` is the name of the class. */
export class SocketError extends Error {
  /** @type {string} */
  code = this.constructor.name
}

export class ERR_SOCKET_ALREADY_BOUND extends SocketError {
  constructor () {
    super('Socket is already bound')
  }
}

export class ERR_SOCKET_DGRAM_IS_CONNECTED extends SocketError {
  constructor () {
    super('Already connected')
  }
}

export class ERR_SOCKET_DGRAM_NOT_CONNECTED extends SocketError {
  constructor () {
    super('Not connected')
  }
}

export class ERR_SOCKET_DGRAM_NOT_RUNNING extends SocketError {
  constructor () {
    super('Not running')
  }
}

export class ERR_SOCKET_BUFFER_SIZE extends SocketError {
  /**
   * @param {number} errno negative
   * @param {string} code
   * @param {string} message the system's own
   * @param {string} syscall
   */
  constructor (errno, code, message, syscall) {
    super(`Could not get or set buffer size: ${syscall} returned ${code} (${message})`)
    this.name = 'SystemError'
    this.info = { errno, code, message, syscall }
    this.errno = errno
    this.syscall = syscall
  }
}

export class ERR_SOCKET_BAD_BUFFER_SIZE extends TypeError {
  code = 'ERR_SOCKET_BAD_BUFFER_SIZE'

  constructor () {
    super('Buffer size must be a positive integer')
  }
}

export class ERR_SOCKET_BAD_TYPE extends TypeError {
  code = 'ERR_SOCKET_BAD_TYPE'

  constructor () {
    super('Bad socket type specified. Valid types are: udp4, udp6')
  }
}

export class ERR_SOCKET_BAD_PORT extends RangeError {
  code = 'ERR_SOCKET_BAD_PORT'

  /**
   * @param {any} port
   * @param {boolean} [allowZero]
   */
  constructor (port, allowZero = false) {
    super(`Port should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${received(port)}.`)
  }
}

/**
 * A refusal of the system: `send EMSGSIZE 127.0.0.1:9`.
 * @param {string} syscall
 * @param {number} errno negative
 * @param {string} code
 * @param {{ address?: string, port?: number }} [where]
 * @returns {any}
 */
export function systemError (syscall, errno, code, where = {}) {
  const { address, port } = where
  const place = address ? ` ${address}${port ? `:${port}` : ''}` : ''
  const error = Object.assign(new Error(`${syscall} ${code}${place}`), { errno, code, syscall })
  if ('address' in where) Object.assign(error, { address })
  return port ? Object.assign(error, { port }) : error
}

/** @param {string} syscall */
export function badDescriptor (syscall) {
  return systemError(syscall, -EBADF, 'EBADF')
}

/**
 * The error of a second bind.
 * @param {string} address
 */
export function boundAlready (address) {
  return systemError('bind', -EINVAL, 'EINVAL', { address })
}

/**
 * Tell an error of a route as Node tells it; what the system did not say stays what it is.
 * @param {any} error
 * @param {string} syscall
 * @param {{ address?: string, port?: number }} [where]
 * @returns {any}
 */
export function told (error, syscall, where) {
  if (error.syscall === 'getaddrinfo') {
    const { message, errno, code, hostname } = error
    return Object.assign(new Error(message), { errno, code, syscall: error.syscall, hostname })
  }
  if (error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING' || error.code === 'ERR_SOCKET_DGRAM_CLOSING') {
    return new ERR_SOCKET_DGRAM_NOT_RUNNING()
  }
  if (typeof error.errno !== 'number') return error
  return systemError(syscall, error.errno, codeOf(error), where)
}

/**
 * @param {any} error of a route, or its bare `err` object
 * @returns {string}
 */
export function codeOf (error) {
  return typeof error.code === 'string' ? error.code : getName(error.errno ?? error.code) || String(error.code)
}

/** @param {string} name */
export function missingArgument (name) {
  return nodeError(TypeError, 'ERR_MISSING_ARGS', `The "${name}" argument must be specified`)
}

/** @param {string} name */
export function outOfBounds (name) {
  return nodeError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', `"${name}" is outside of buffer bounds`)
}

/** @param {any} value */
function received (value) {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value === 'object') return `an instance of ${value.constructor?.name ?? 'Object'}`
  return `type ${typeof value} (${typeof value === 'string' ? `'${value}'` : String(value)})`
}
