/** Exports of Node's crypto that pages do not support; each throws ERR_NOT_IMPLEMENTED. */

import { NotImplementedError } from 'oro:errors'

/**
 * @param {string} name
 * @returns {(...args: any[]) => any}
 */
function missing (name) {
  return () => { throw new NotImplementedError(`crypto.${name}()`) }
}

export const secureHeapUsed = missing('secureHeapUsed')
export const setEngine = missing('setEngine')
export const setFips = missing('setFips')

/** @returns {0 | 1} whether OpenSSL runs in FIPS mode, always 0 */
export function getFips () {
  return 0
}

/** Netscape's certificates. */
export class Certificate {
  static exportChallenge = missing('Certificate.exportChallenge')
  static exportPublicKey = missing('Certificate.exportPublicKey')
  static verifySpkac = missing('Certificate.verifySpkac')
}
