/** Calls of routes about windows and the app, of which this host may not have every one yet. */

import { NotImplementedError } from '../../base/errors.js'
import { request } from '../../base/ipc.js'

/**
 * @param {string} feature what is told when there is no such route, such as `createWindow()`
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {import('../../base/ipc/transport.js').CallOptions} [options]
 * @returns {Promise<any>} what it answers; rejects with its error, or with ERR_NOT_IMPLEMENTED
 */
export async function call (feature, route, params = {}, options = {}) {
  const { err, data } = await request(route, params, options)
  if (err) throw err.missing === 'route' ? new NotImplementedError(feature) : err
  return data
}
