/** The attempts to connect, as events. */

import { connectionError, severalErrors } from '../arguments/errors.js'
import { isIP } from '../addresses/ip.js'

/** @typedef {import('../addresses/target.js').Target} Target */

/**
 * @typedef {object} Attempt
 * @property {string} address
 * @property {number} port
 * @property {4 | 6} family
 * @property {any} [error]
 * @property {boolean} [timedOut]
 */

/** Tells a socket's listeners of attempts, and which error they add up to. */
export class Attempts {
  /** @type {any[]} */
  #errors = []
  #told = 0

  /**
   * @param {any} socket
   * @param {Target} target
   */
  constructor (socket, target) {
    this.socket = socket
    this.target = target
  }

  /** Tell at once of an attempt that is certain to be made: where no name is looked up, and no address bound. */
  beginIfCertain () {
    const { path, host, port, localAddress } = this.target
    const family = path ? 0 : isIP(host)
    if (path) this.#begin(path)
    else if (family && !localAddress) this.#begin(host, port, family)
  }

  /**
   * @param {string} address
   * @param {number} [port]
   * @param {4 | 6} [family]
   */
  #begin (address, port, family) {
    this.#told++
    this.socket.emit('connectionAttempt', address, port, family)
  }

  /**
   * Tell what the host says of a call that has ended.
   * @param {any} told its answer, or its error
   */
  report (told) {
    const { socket, target } = this
    for (const { address, family } of told.addresses ?? []) {
      if (!target.lookup) socket.emit('lookup', null, address, family, target.host)
    }
    /** @type {Attempt[]} */
    const attempts = told.attempts ?? []
    if (attempts.length > 1) {
      socket.autoSelectFamilyAttemptedAddresses = attempts.map(({ address, port }) => `${address}:${port}`)
    }
    attempts.forEach((attempt, index) => this.#tell(attempt, index))
  }

  /**
   * @param {Attempt} attempt
   * @param {number} index
   */
  #tell ({ address, port, family, error, timedOut }, index) {
    const { socket, target } = this
    if (socket.destroyed || (error?.syscall ?? 'connect') !== 'connect') return
    if (index >= this.#told) this.#begin(address, port, family)
    if (error) {
      const { localAddress, localPort } = target
      this.#errors.push(connectionError(error, 'connect', { address, port, localAddress, localPort }))
      if (!timedOut) socket.emit('connectionAttemptFailed', address, port, family, this.#errors.at(-1))
    }
    if (timedOut) socket.emit('connectionAttemptTimeout', address, port, family)
  }

  /**
   * The error of the whole, once told.
   * @param {any} told
   * @returns {any}
   */
  failure (told) {
    const { socket, target } = this
    if (told.connected) return told
    if (this.#errors.length > 1) return severalErrors(this.#errors)
    if (this.#errors.length === 1) return this.#errors[0]
    if (target.path) return this.#pathFailure(told, target.path)
    if (told.syscall === 'getaddrinfo' && !target.lookup) {
      const error = connectionError(told, 'getaddrinfo')
      socket.emit('lookup', error, undefined, undefined, target.host)
      return error
    }
    const { address, port } = told
    return connectionError(told, 'connect', { address, port })
  }

  /**
   * @param {any} told
   * @param {string} path
   */
  #pathFailure (told, path) {
    const error = connectionError(told, 'connect', { address: path })
    if (error !== told) this.socket.emit('connectionAttemptFailed', path, undefined, undefined, error)
    return error
  }
}
