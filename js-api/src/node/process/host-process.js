/**
 * Facts about the host's process, such as its id, requested from the plugin oro-process and kept.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { callSync } from '../../base/internal/call-sync.js'

/** @type {Record<string, any> | null} */
let known = null

/**
 * @param {string} feature for the error
 * @returns {Record<string, any>}
 * @throws {NotImplementedError} the plugin is not installed
 */
export function required (feature) {
  known ??= callSync(feature, 'oro-process', 'process.info')
  return /** @type {Record<string, any>} */ (known)
}

/** Ask anew when something is next asked: what was known has changed. */
export function forget () {
  known = null
}

/** @returns {Record<string, any>} empty when the plugin is not installed */
export function facts () {
  try {
    return required('process')
  } catch (error) {
    if (error instanceof NotImplementedError) return {}
    throw error
  }
}

/** @param {string} route @param {string} feature @param {Record<string, any>} [params] */
export function asked (route, feature, params) {
  return callSync(feature, 'oro-process', route, params)
}
