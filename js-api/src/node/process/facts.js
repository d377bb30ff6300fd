/**
 * What the plugin oro-process tells of the app's process, asked once.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { ask } from '../../base/internal/ask.js'

/** @type {Record<string, any> | null} */
let known = null

/**
 * @param {string} feature for the error
 * @returns {Record<string, any>}
 * @throws {NotImplementedError} the plugin is not installed
 */
export function required (feature) {
  known ??= ask(feature, 'oro-process', 'process.info')
  return /** @type {Record<string, any>} */ (known)
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
  return ask(feature, 'oro-process', route, params)
}
