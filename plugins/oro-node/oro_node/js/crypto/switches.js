/** The switches of Node's crypto: FIPS mode, engines, the secure heap. */

import { NotImplementedError } from 'oro:errors'
import { text, unsigned } from './base/check.js'
import { nodeError } from './base/errors.js'

/** @returns {0 | 1} whether OpenSSL runs in FIPS mode, always 0 */
export function getFips () {
  return 0
}

/**
 * Leave FIPS mode switched off.
 * @param {any} fips
 * @throws {NotImplementedError} it is to be switched on
 */
export function setFips (fips) {
  if (fips) throw new NotImplementedError('FIPS mode')
}

/**
 * @param {string} id
 * @param {number} [flags]
 * @throws {Error} always: there are no engines
 */
export function setEngine (id, flags) {
  text('id', id)
  if (flags !== undefined) unsigned('flags', flags)
  throw nodeError(Error, 'ERR_CRYPTO_ENGINE_UNKNOWN', `Engine "${id}" was not found`)
}

/** The heap of OpenSSL that is kept apart: none, as in Node unless it is told otherwise. */
export function secureHeapUsed () {
  return { total: 0, used: 0, utilization: 0, min: 0 }
}
