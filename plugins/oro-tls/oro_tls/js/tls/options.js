/** Check the options of a secure context as Node does, before anything is said about what pages lack. */

import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { checkedInteger, checkedText } from '../net/arguments/check.js'
import { notImplemented, unknownMethod } from './errors.js'

const VIEWS = 'an instance of Buffer, TypedArray, or DataView'
const TICKET_KEYS = 48
const METHOD = /^(?:SSLv23|TLS)(?:_server|_client)?_method$/
const VERSIONED = /^TLSv1(?:_([12]))?(?:_server|_client)?_method$/

/**
 * The options of Node's contexts that pages lack, and why.
 * @type {Readonly<Record<string, string>>}
 */
export const missing = {
  sigalgs: "OpenSSL's own order is used",
  ticketKeys: "sessions of servers are the host's",
  privateKeyEngine: 'there are no engines',
  privateKeyIdentifier: 'there are no engines',
  clientCertEngine: 'there are no engines'
}

/** @param {Record<string, any>} options */
export function checkOptions (options) {
  const { sigalgs, ecdhCurve, ticketKeys, sessionIdContext, sessionTimeout, secureOptions } = options
  if (isGiven(sigalgs) && checkedText('options.sigalgs', sigalgs) === '') throw invalidArgValue('options.sigalgs', sigalgs)
  if (isGiven(ecdhCurve)) checkedText('options.ecdhCurve', ecdhCurve)
  if (isGiven(sessionIdContext)) checkedText('options.sessionIdContext', sessionIdContext)
  if (isGiven(sessionTimeout)) checkedInteger('options.sessionTimeout', sessionTimeout, 0)
  if (secureOptions) checkedInteger('secureOptions', secureOptions, -(2 ** 31), 2 ** 53 - 1)
  if (isGiven(ticketKeys)) checkTicketKeys(ticketKeys)
  checkEngines(options)
  for (const name of Object.keys(missing)) if (options[name]) notImplemented(`tls option ${name}`)
}

/** @param {any} keys */
function checkTicketKeys (keys) {
  if (!ArrayBuffer.isView(keys)) throw invalidArgType('options.ticketKeys', VIEWS, keys)
  if (keys.byteLength !== TICKET_KEYS) throw invalidArgValue('options.ticketKeys', keys.byteLength, `must be exactly ${TICKET_KEYS} bytes`)
}

/** @param {Record<string, any>} options */
function checkEngines ({ privateKeyIdentifier, privateKeyEngine, clientCertEngine }) {
  if (isGiven(privateKeyIdentifier)) {
    if (!isGiven(privateKeyEngine)) throw invalidArgValue('options.privateKeyEngine', privateKeyEngine)
    textOrNothing('privateKeyEngine', privateKeyEngine)
    textOrNothing('privateKeyIdentifier', privateKeyIdentifier)
  }
  if (isGiven(clientCertEngine)) textOrNothing('clientCertEngine', clientCertEngine)
}

/**
 * @param {string} name
 * @param {any} value
 */
function textOrNothing (name, value) {
  if (typeof value !== 'string') throw invalidArgType(`options.${name}`, 'of type string or one of null or undefined', value)
}

/**
 * Return the versions that a method of OpenSSL speaks.
 * @param {any} method such as `TLSv1_2_method`
 * @returns {{ minVersion?: string, maxVersion?: string }}
 */
export function versionsOf (method) {
  if (typeof method !== 'string' || METHOD.test(method)) return {}
  if (/^SSLv[23]_/.test(method)) throw unknownMethod(`${method.slice(0, 5)} methods disabled`)
  const found = VERSIONED.exec(method)
  if (found === null) throw unknownMethod(`Unknown method: ${method}`)
  const version = found[1] === undefined ? 'TLSv1' : `TLSv1.${found[1]}`
  return { minVersion: version, maxVersion: version }
}

/** @param {any} value */
function isGiven (value) {
  return value !== undefined && value !== null
}
