/** How operations on paths are put together. */

import { optionsOf } from '../arguments/encoding.js'
import { toPath } from '../arguments/paths.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {import('./operation.js').Operation<void>} Done */
/**
 * @template R
 * @typedef {import('./operation.js').Operation<R>} Operation
 */

export const nothing = () => {}

/**
 * @template R
 * @param {string} route
 * @param {string} syscall
 * @param {PathLike} value
 * @param {Record<string, any>} params
 * @param {(data: any) => R} read
 * @returns {Operation<R> & { path: string }}
 */
export function onPath (route, syscall, value, params, read) {
  const path = toPath(value)
  return { route, syscall, path, params: { path, ...params }, read }
}

/**
 * @param {string} route
 * @param {string} syscall
 * @param {string} src
 * @param {string} dest
 * @param {Record<string, any>} [params]
 * @returns {Done}
 */
export function onTwo (route, syscall, src, dest, params = {}) {
  return { route, syscall, path: src, dest, params: { src, dest, ...params }, read: nothing }
}

/**
 * Options that are an object or not given; what Node calls an encoding may stand in their place.
 * @param {any} options
 * @returns {any}
 */
export function given (options) {
  return typeof options === 'function' ? {} : optionsOf(options)
}
