/**
 * Secrets of the app, in the desktop's keyring and nowhere else.
 *
 *     import secrets from 'oro:secrets'
 *     await secrets.set('token', 'eyJhbGciOi…')
 *     await secrets.get('token')
 *
 * Where the desktop has no keyring every function rejects with `NOT_SUPPORTED_ERR`; nothing is written in plain text.
 * @module
 */

import ipc from 'oro:ipc'

export * as default from './secrets.js'

/** @typedef {{ signal?: AbortSignal }} Options */

/**
 * A secret; the desktop may ask the person to unlock the keyring first.
 * @param {string} key
 * @param {Options} [options]
 * @returns {Promise<string | null>} null when nothing is kept
 */
export async function get (key, options) {
  return data(await ipc.request('secrets.get', { key }, options)).value
}

/**
 * Keep a secret in place of what was kept under its key.
 * @param {string} key
 * @param {string} secret at most 2,560 bytes of UTF-8
 * @param {Options} [options]
 */
export async function set (key, secret, options) {
  if (typeof secret !== 'string') throw new TypeError(`Cannot keep secret "${key}": it must be a string`)
  data(await ipc.write('secrets.set', { key }, secret, options))
}

/**
 * Forget a secret; exported as `delete`.
 * @param {string} key
 * @param {Options} [options]
 * @returns {Promise<boolean>} whether there was anything
 */
async function forget (key, options) {
  return data(await ipc.request('secrets.delete', { key }, options)).deleted
}

export { forget as delete }

/**
 * The name of the keyring: `Secret Service`, `KWallet`, `macOS Keychain` or `Windows Credential Locker`.
 * @param {Options} [options]
 * @returns {Promise<string>}
 */
export async function backend (options) {
  return data(await ipc.request('secrets.backend', {}, options)).name
}

/** @param {any} result */
function data (result) {
  if (result.err) throw result.err
  return result.data
}
