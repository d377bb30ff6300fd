/** Calls of routes about windows and the app, of which this host may not have every one yet. */

import { NotImplementedError } from '../../base/errors.js'
import { request } from '../../base/ipc.js'

/**
 * @param {string} feature what is told when there is no such route, such as `createWindow()`
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @returns {Promise<any>} what it answers; rejects with its error, or with ERR_NOT_IMPLEMENTED
 */
export async function call (feature, route, params = {}) {
  const { err, data } = await request(route, params)
  if (err) throw err.missing === 'route' ? new NotImplementedError(feature) : err
  return data
}
