/**
 * __TITLE__.
 * @module
 */
import { request } from 'oro:ipc'

/**
 * Ask for a greeting.
 * @param {string} name
 * @param {'plain' | 'loud'} [tone]
 * @returns {Promise<{ text: string, earlier: number }>}
 */
export async function greet (name, tone = 'plain') {
  const { err, data } = await request('__PLUGIN__.greet', { name, tone })
  if (err) throw err
  return data
}

export default { greet }
