/** Where a socket is to connect, as callers say it. */

import { invalidArgType, invalidArgValue, nodeError } from 'oro:errors/node'
import { checkedBoolean, checkedFunction, checkedInteger, checkedNumber, checkedPort, checkedText } from '../arguments/check.js'
import { getDefaultAutoSelectFamily, getDefaultAutoSelectFamilyAttemptTimeout } from '../arguments/defaults.js'
import { invalidIP, missingArgument } from '../arguments/errors.js'
import { isIP } from './ip.js'

const HINTS = 0x20 | 0x10 | 0x8
const ADDRCONFIG = 0x20
const LEAST_TIMEOUT = 10
/** @type {Record<string, 4 | 6>} */
const FAMILIES = { IPv4: 4, IPv6: 6 }

/**
 * @typedef {(hostname: string, options: any, done: (error: any, address?: any, family?: number) => void) => void} Lookup
 *
 * @typedef {object} Target
 * @property {string} [path] of a Unix socket; nothing else is set then
 * @property {string} host
 * @property {number} port
 * @property {0 | 4 | 6 | undefined} family
 * @property {number} hints
 * @property {string} [localAddress]
 * @property {number} [localPort]
 * @property {boolean} autoSelectFamily
 * @property {number} autoSelectFamilyAttemptTimeout
 * @property {Lookup} [lookup] only where `host` is a name
 */

/**
 * Read the forms of `connect()` and `listen()`: options, or a path, or a port and a host; then a callback.
 * @param {any[]} args
 * @returns {[options: Record<string, any>, callback: ((...args: any[]) => void) | null]}
 */
export function formsOf (args) {
  const [first, second] = args
  const last = args.at(-1)
  const callback = args.length > 1 && typeof last === 'function' ? last : null
  if (args.length === 0) return [{}, null]
  if (first !== null && typeof first === 'object') return [first, callback]
  if (isPath(first)) return [{ path: first }, callback]
  const options = { port: first, ...(args.length > 1 && typeof second === 'string' ? { host: second } : {}) }
  return [options, typeof last === 'function' ? last : null]
}

/**
 * @param {any} value
 * @returns {boolean} whether it is text that is no number
 */
export function isPath (value) {
  return typeof value === 'string' && !(Number(value) >= 0)
}

/**
 * @param {Record<string, any>} options of `connect()`
 * @returns {Target}
 * @throws {TypeError | RangeError} as Node has them
 */
export function targetOf (options) {
  const { path, port, localAddress, localPort, lookup } = options
  if (path) return /** @type {any} */ ({ path: checkedText('options.path', path) })
  if (port === undefined) throw missingArgument('options', 'port', 'path')
  const host = options.host || 'localhost'
  if (localAddress && !isIP(localAddress)) throw invalidIP(localAddress)
  if (localPort) checkedNumber('options.localPort', localPort)
  if (typeof port !== 'number' && typeof port !== 'string') throw invalidArgType('options.port', 'one of type number or string', port)
  const checked = checkedPort(port)
  const { autoSelectFamily = getDefaultAutoSelectFamily() } = options
  checkedBoolean('options.autoSelectFamily', autoSelectFamily)
  const attemptTimeout = options.autoSelectFamilyAttemptTimeout ?? getDefaultAutoSelectFamilyAttemptTimeout()
  checkedInteger('options.autoSelectFamilyAttemptTimeout', attemptTimeout, 1)
  const named = isIP(host) === 0
  if (named) checkLookup(options, host)
  return {
    host,
    port: checked,
    family: FAMILIES[options.family] ?? options.family,
    hints: options.hints || 0,
    localAddress: localAddress || undefined,
    localPort: localPort || undefined,
    autoSelectFamily,
    autoSelectFamilyAttemptTimeout: Math.max(attemptTimeout, LEAST_TIMEOUT),
    lookup: named && lookup ? lookup : undefined
  }
}

/**
 * @param {Record<string, any>} options
 * @param {any} host
 */
function checkLookup ({ lookup, hints, family }, host) {
  if (lookup !== undefined && lookup !== null) checkedFunction('options.lookup', lookup)
  else checkedText('hostname', host)
  if (hints !== undefined && (hints & ~HINTS) !== 0) throw invalidArgValue('hints', hints)
  if (lookup || family === undefined || [0, 4, 6, 'IPv4', 'IPv6'].includes(family)) return
  throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', `The property 'options.family' must be one of: 0, 4, 6. Received ${family}`)
}

/**
 * The options Node gives a resolver.
 * @param {Target} target
 */
export function lookupOptions ({ family, hints, autoSelectFamily, localAddress }) {
  const asked = { family, hints: family || hints ? hints : ADDRCONFIG }
  return autoSelectFamily && family !== 4 && family !== 6 && !localAddress ? { ...asked, all: true } : asked
}
