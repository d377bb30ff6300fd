import { AbortError } from 'oro:errors'
import { getMessage } from 'oro:errno'

const EBADF = 9

/**
 * @typedef {object} Context
 * @property {string} syscall
 * @property {string} [path]
 * @property {string} [dest]
 */

/**
 * Tell an error of a route as Node tells it: `ENOENT: no such file or directory, open 'x'`, with `errno`,
 * `code`, `syscall`, `path` and `dest`. What the operating system did not say stays what it is.
 * @param {any} error
 * @param {Context} context
 * @returns {any}
 */
export function fsError (error, context) {
  if (error.name === 'AbortError') return aborted(error.cause)
  if (error.code === 'ENOTOPEN') return systemError(-EBADF, 'EBADF', '', { syscall: context.syscall })
  if (typeof error.errno === 'number') return systemError(error.errno, error.code, error.message, context)
  return Object.assign(error, defined(context))
}

/**
 * @param {any} [cause] the signal's reason
 * @returns {AbortError}
 */
export function aborted (cause) {
  return new AbortError('The operation was aborted', { cause })
}

/**
 * @param {number} errno negative
 * @param {string} code
 * @param {string} fallback used where Node has no text of its own
 * @param {Context} context
 * @returns {any}
 */
export function systemError (errno, code, fallback, context) {
  const { syscall, path, dest } = context
  const text = getMessage(errno) || fallback.toLowerCase()
  const where = (path === undefined ? '' : ` '${path}'`) + (dest === undefined ? '' : ` -> '${dest}'`)
  return Object.assign(new Error(`${code}: ${text}, ${syscall}${where}`), { errno, code, ...defined(context) })
}

/** @param {Context} context */
function defined ({ syscall, path, dest }) {
  return { syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) }
}
