/**
 * __TITLE__.
 * @module
 */
import { request } from 'oro:ipc'

/**
 * Ask for a greeting.
 * @param {string} name
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<{ text: string, count: number }>}
 * @example
 *     import { greet } from 'oro:__PLUGIN__'
 *     const { text } = await greet('Ada')
 */
export async function greet (name, { signal } = {}) {
  const { err, data } = await request('__MODULE__.greet', { name }, { signal })
  if (err) throw err
  return data
}

export default { greet }
