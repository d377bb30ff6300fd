import { AbortError } from 'oro:errors'
import { getMessage } from 'oro:errno'

const EBADF = 9
const EISDIR = 21
const ENOENT = 2
const ENOTDIR = 20

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
  if (error.code === 'ERR_INVALID_ARG' && [context.path, context.dest].includes('')) {
    return systemError(-ENOENT, 'ENOENT', '', context)
  }
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

/** The error of `readFile()` for a folder. */
export function isDirectory () {
  return systemError(-EISDIR, 'EISDIR', '', { syscall: 'read' })
}

/** The error of a write to a file that is open for reading. */
export function notWritable () {
  return systemError(-EBADF, 'EBADF', '', { syscall: 'write' })
}

/**
 * The error of `rm()` for a path that does not exist.
 * @param {Context} context
 */
export function nothingThere ({ path }) {
  return systemError(-ENOENT, 'ENOENT', '', { syscall: 'lstat', path })
}

/**
 * The error of `rm()` for a path below a file.
 * @param {Context} context
 */
export function noFolder ({ path }) {
  return systemError(-ENOTDIR, 'ENOTDIR', '', { syscall: 'lstat', path })
}

/**
 * The error of `rm()` for a folder.
 * @param {Context} context
 */
export function notRecursive ({ path }) {
  const info = { code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: EISDIR }
  const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`)
  error.name = 'SystemError'
  return Object.assign(error, { code: 'ERR_FS_EISDIR', info, errno: EISDIR, syscall: 'rm', path })
}

/**
 * The error of a closed handle.
 * @param {string} syscall
 */
export function fileClosed (syscall) {
  return Object.assign(new Error('file closed'), { code: 'EBADF', syscall })
}

/** @param {Context} context */
function defined ({ syscall, path, dest }) {
  return { syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) }
}
