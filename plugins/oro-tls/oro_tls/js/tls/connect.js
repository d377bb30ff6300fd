import { checkedFunction, checkedText } from '../net/arguments/check.js'
import { formsOf, targetOf } from '../net/addresses/target.js'
import { protocolList } from './alpn.js'
import { createSecureContext } from './credentials.js'
import { notImplemented } from './errors.js'
import { checkedPins } from './pins.js'
import { TLSSocket } from './socket.js'

/** @typedef {import('./socket.js').TLSSocketOptions} TLSSocketOptions */

/**
 * Connect: `connect(options)`, `connect(port, host, options)` or `connect(path, options)`, each with a callback for
 * `secureConnect`.
 * @param {...any} args
 * @returns {TLSSocket}
 * @throws {TypeError | RangeError} the options make no sense; nothing was sent
 */
export function connect (...args) {
  const [options, callback] = argumentsOf(args)
  const { socket, servername, timeout, pskCallback } = options
  if (pskCallback !== undefined && pskCallback !== null) {
    checkedFunction('pskCallback', pskCallback)
    notImplemented('tls option pskCallback')
  }
  if (options.pins !== undefined) checkedPins(options.pins, options.pinsMode)
  protocolList(options.ALPNProtocols)
  if (servername) checkedText('name', servername)
  if (options.checkServerIdentity !== undefined) checkedFunction('options.checkServerIdentity', options.checkServerIdentity)
  if (!socket) targetOf(options)
  const secureContext = options.secureContext ?? createSecureContext(options)
  const host = servername || options.host || socket?._host || 'localhost'
  const made = new TLSSocket(socket, { ...options, host, secureContext, allowHalfOpen: socket ? socket.allowHalfOpen : options.allowHalfOpen })
  if (callback) made.once('secureConnect', callback)
  if (socket) return made
  if (timeout) made.setTimeout(timeout)
  return made.connect(options)
}

/**
 * @param {any[]} args
 * @returns {[Record<string, any>, ((...args: any[]) => void) | null]}
 */
function argumentsOf (args) {
  const [options, callback] = formsOf(args)
  const further = args.slice(1, 3).find((item) => item !== null && typeof item === 'object')
  return [{ ...options, ...further }, callback]
}
