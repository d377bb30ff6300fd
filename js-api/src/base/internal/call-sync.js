/**
 * Synchronous questions to the host, for what Node answers at once.
 * @module
 */

import { NotImplementedError } from '../errors.js'
import { sendSync } from '../ipc.js'

/**
 * @param {string} feature such as `process.pid`
 * @param {string} plugin the distribution that brings it
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @returns {any} the data of the answer
 * @throws {NotImplementedError} the plugin is not installed; names it
 */
export function callSync (feature, plugin, route, params = {}) {
  const { data, err } = sendSync(/** @type {any} */ (route), params)
  if (!err) return data
  if (/** @type {any} */ (err).missing !== 'route') throw err
  const missing = new NotImplementedError(feature)
  missing.message = `Cannot use ${feature}: install the plugin ${plugin}`
  throw missing
}
