/** Live objects of the host. */

import { request } from 'oro:ipc'

/**
 * Ask for live handles of the host and its services.
 * @param {string} [type] a member of the answer, such as `fs`, or one deeper, such as `fs.watchers`
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>} each leaf is `{ handles: { count, ids } }`; undefined when there is no such member
 */
export async function query (type, { signal } = {}) {
  const { err, data } = await request('diagnostics.query', {}, { signal })
  if (err) throw err
  return type === undefined ? data : type.split('.').reduce((part, name) => part?.[name], data)
}

/**
 * Ask how long things take: calls by route and by plugin, and turns of the loop. Times are milliseconds.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ routes: Record<string, any>, plugins: Record<string, any>, loop: any }>}
 */
export async function timings ({ signal } = {}) {
  const { err, data } = await request('diagnostics.timings', {}, { signal })
  if (err) throw err
  return data
}

/**
 * Tell whether streams arrive piece by piece in this engine.
 * @returns {Promise<{ streaming: { sseIncremental: boolean, chunkedIncremental: boolean } }>}
 */
export async function capabilities () {
  const { err, data } = await request('diagnostics.capabilities')
  if (err) throw err
  return data
}
