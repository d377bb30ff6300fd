/** Errors with Node's codes and Node's wording. */

import { nodeError } from 'oro:errors/node'

export { invalidArgType, invalidArgValue, nodeError, outOfRange } from 'oro:errors/node'

export const BYTES = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'

/** Errors of OpenSSL by reason: number, library. @type {Record<string, [number: string, library: string]>} */
const REASONS = {
  'bad decrypt': ['1C800064', 'Provider routines'],
  'wrong final block length': ['1C80006B', 'Provider routines'],
  'tag not set': ['1C800077', 'Provider routines'],
  'xts duplicated keys': ['1C800095', 'Provider routines'],
  'not XOF or invalid length': ['030000B2', 'digital envelope routines'],
  'invalid key length': ['03000082', 'digital envelope routines']
}

/**
 * Return an error of OpenSSL.
 * @param {string} reason
 */
export function ossl (reason) {
  const [number, library] = REASONS[reason]
  const part = library === 'digital envelope routines' ? 'EVP_' : ''
  const code = `ERR_OSSL_${part}${reason.toUpperCase().replaceAll(' ', '_')}`
  return nodeError(Error, code, `error:${number}:${library}::${reason}`, { library, reason })
}

/** @param {string} [operation] */
export function invalidCipherState (operation) {
  return nodeError(Error, 'ERR_CRYPTO_INVALID_STATE', operation ? `Invalid state for operation ${operation}` : 'Invalid state')
}

/** @param {string} name */
export function invalidDigest (name) {
  return nodeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`)
}

export function invalidKeyLength () {
  return nodeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length')
}

export function invalidIV () {
  return nodeError(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector')
}

/** @param {number} length */
export function invalidTagLength (length) {
  return nodeError(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${length}`)
}
