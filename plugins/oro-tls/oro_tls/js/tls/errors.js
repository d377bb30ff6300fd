/** Errors with Node's codes and Node's wording. */

import { NotImplementedError } from 'oro:errors'
import { nodeError } from 'oro:errors/node'

/**
 * @param {any} version
 * @param {'minimum' | 'maximum'} which
 */
export function invalidVersion (version, which) {
  const shown = typeof version === 'string' ? `"${version}"` : String(version)
  return nodeError(TypeError, 'ERR_TLS_INVALID_PROTOCOL_VERSION', `${shown} is not a valid ${which} TLS protocol version`)
}

/**
 * @param {string} version
 * @param {string} protocol
 */
export function versionConflict (version, protocol) {
  const message = `TLS protocol version "${version}" conflicts with secureProtocol "${protocol}"`
  return nodeError(TypeError, 'ERR_TLS_PROTOCOL_VERSION_CONFLICT', message)
}

/** @param {string} message */
export function unknownMethod (message) {
  return nodeError(TypeError, 'ERR_TLS_INVALID_PROTOCOL_METHOD', message)
}

export const nameFromServer = () => {
  return nodeError(Error, 'ERR_TLS_SNI_FROM_SERVER', 'Cannot issue SNI from a TLS server-side socket')
}

export const serverNameNeeded = () => {
  return nodeError(Error, 'ERR_TLS_REQUIRED_SERVER_NAME', '"servername" is required parameter for Server.addContext')
}

export const bothProtocols = () => {
  const message = 'The ALPNCallback and ALPNProtocols TLS options are mutually exclusive'
  return nodeError(TypeError, 'ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS', message)
}

export const notSecure = () => {
  return nodeError(Error, 'ERR_TLS_INVALID_STATE', 'TLS socket connection must be securely established')
}

/**
 * @param {string} reason
 * @param {string} host
 * @param {any} cert
 */
export function wrongName (reason, host, cert) {
  const message = `Hostname/IP does not match certificate's altnames: ${reason}`
  return nodeError(Error, 'ERR_TLS_CERT_ALTNAME_INVALID', message, { reason, host, cert })
}

/** @param {string} name @returns {never} */
export function notImplemented (name) {
  throw new NotImplementedError(name)
}
