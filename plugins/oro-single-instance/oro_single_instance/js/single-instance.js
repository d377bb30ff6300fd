/**
 * One process per app: who starts the app again hands over to the one that runs, with `single_instance_enabled`.
 *
 *     import { onStart } from 'oro:single-instance'
 *     onStart(({ argv, cwd }) => open(argv, cwd))
 *
 * The same comes as event `applicationinstance` of `globalThis`, with `argv` and `cwd` as its detail.
 * @module
 */

import ipc from 'oro:ipc'

export * as default from './single-instance.js'

/**
 * @typedef {object} Start
 * @property {string[]} argv what was said to the app on its command line
 * @property {string} cwd where that was
 */

/**
 * Every start so far: the one that became the app, then those that handed over to it, the latest 99.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Start[]>}
 */
export async function starts (options) {
  const { err, data } = await ipc.request('instance.starts', {}, options)
  if (err) throw err
  return data.starts
}

/**
 * Hear of starts from now on.
 * @param {(start: Start) => void} callback
 * @returns {() => void} takes the callback away
 */
export function onStart (callback) {
  const heard = (/** @type {any} */ { detail }) => callback(detail)
  globalThis.addEventListener('applicationinstance', heard)
  return () => globalThis.removeEventListener('applicationinstance', heard)
}
