/** Calls of the host, synchronous and asynchronous. */

import ipc from 'oro:ipc'

const TYPE = 'application/json'

/**
 * @param {string} route
 * @param {Record<string, any>} params
 * @returns {any} the answer; the page is blocked until it arrives
 */
export function ask (route, params) {
  const { err, data } = ipc.sendSync(/** @type {any} */ (route), undefined, { type: TYPE }, JSON.stringify(params))
  if (err) throw told(err)
  return data
}

/**
 * @param {string} route
 * @param {Record<string, any>} params
 * @returns {Promise<any>}
 */
export async function asked (route, params) {
  const { err, data } = await ipc.write(/** @type {any} */ (route), undefined, JSON.stringify(params), { type: TYPE })
  if (err) throw told(err)
  return data
}

/**
 * Convert an error of OpenSSL to Node's form: a plain Error with its library and reason.
 * @param {any} error
 */
function told (error) {
  const { message, code, library, reason, plain } = error
  if (plain === undefined) return error
  const Class = plain === 'TypeError' ? TypeError : plain === 'RangeError' ? RangeError : Error
  return Object.assign(new Class(message), library ? { library, reason } : {}, code === 'ERR_CRYPTO' ? {} : { code })
}
