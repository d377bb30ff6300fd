/**
 * The errors of `require()`.
 * @module
 */

import { ModuleNotFoundError } from '../../base/errors.js'
import { onDisk } from './places.js'

/**
 * @param {string} specifier
 * @param {import('./module.js').Module | null} [parent]
 * @param {string} [advice] what would bring it
 */
export function notFound (specifier, parent, advice) {
  const stack = []
  for (let at = parent; at?.filename; at = at.parent) stack.push(at.filename)
  const list = stack.length ? `\nRequire stack:\n- ${stack.join('\n- ')}` : ''
  return new ModuleNotFoundError(`Cannot find module '${specifier}'${advice ? `: ${advice}` : ''}${list}`, stack)
}

/** Have an error about a package name its file on disk. @param {any} error @returns {any} */
export function placed (error) {
  if (!/^ERR_(PACKAGE|INVALID_PACKAGE)/.test(error?.code)) return error
  error.message = error.message.replace(/(\/\S*)(?=\/package\.json)/, (/** @type {string} */ folder) => onDisk(folder).replace(/\/$/, ''))
  return error
}
