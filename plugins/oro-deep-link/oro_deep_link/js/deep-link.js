/**
 * Addresses of the app's own scheme, `meta_application_protocol`: what it was opened with, and who opens them.
 *
 *     import { onURL, register } from 'oro:deep-link'
 *     onURL((url) => route(url.pathname, url.searchParams))
 *     await register()
 *
 * The same comes as event `applicationurl` of `globalThis`, once the document is complete.
 * @module
 */

import ipc from 'oro:ipc'

export * as default from './deep-link.js'

/** @typedef {{ signal?: AbortSignal }} Options */

/**
 * Hear of addresses from now on.
 * @param {(url: URL) => void} callback
 * @returns {() => void} takes the callback away
 */
export function onURL (callback) {
  const heard = (/** @type {any} */ { url }) => callback(url)
  globalThis.addEventListener('applicationurl', heard)
  return () => globalThis.removeEventListener('applicationurl', heard)
}

/**
 * The addresses the app was opened with since it started, the latest 100.
 * @param {Options} [options]
 * @returns {Promise<string[]>} the latest last
 */
export async function urls (options) {
  return data(await ipc.request('deeplink.urls', {}, options)).urls
}

/**
 * Have the desktop open the scheme's addresses with the app, as it was started now.
 * @param {Options} [options]
 */
export async function register (options) {
  data(await ipc.request('deeplink.register', {}, options))
}

/**
 * Have the desktop open them with the app no longer.
 * @param {Options} [options]
 */
export async function unregister (options) {
  data(await ipc.request('deeplink.unregister', {}, options))
}

/**
 * Whether the desktop opens them with the app.
 * @param {Options} [options]
 * @returns {Promise<boolean>}
 */
export async function isRegistered (options) {
  return data(await ipc.request('deeplink.isRegistered', {}, options)).registered
}

/** @param {any} result */
function data (result) {
  if (result.err) throw result.err
  return result.data
}
