/** Errors of `cp()`, in Node's words. */

import { nodeError } from 'oro:errors/node'

const EEXIST = 17
const ENOTDIR = 20
const EISDIR = 21
const EINVAL = 22

/**
 * @param {string} code
 * @param {string} prefix
 * @param {string} system the system's name for it
 * @param {number} errno positive
 * @returns {(message: string, path: string) => any}
 */
function refusal (code, prefix, system, errno) {
  return (message, path) => {
    const info = { message, path, syscall: 'cp', errno, code: system }
    const error = new Error(`${prefix}: cp returned ${system} (${message}) ${path}`)
    error.name = 'SystemError'
    return Object.assign(error, { code, info, errno, syscall: 'cp', path })
  }
}

export const existsAlready = refusal('ERR_FS_CP_EEXIST', 'Target already exists', 'EEXIST', EEXIST)
export const fifo = refusal('ERR_FS_CP_FIFO_PIPE', 'Cannot copy a FIFO pipe', 'EINVAL', EINVAL)
export const folder = refusal('ERR_FS_EISDIR', 'Path is a directory', 'EISDIR', EISDIR)
export const impossible = refusal('ERR_FS_CP_EINVAL', 'Invalid src or dest', 'EINVAL', EINVAL)
export const overFile = refusal('ERR_FS_CP_DIR_TO_NON_DIR', 'Cannot overwrite non-directory with directory', 'EISDIR', EISDIR)
export const overFolder = refusal('ERR_FS_CP_NON_DIR_TO_DIR', 'Cannot overwrite directory with non-directory', 'ENOTDIR', ENOTDIR)
export const socket = refusal('ERR_FS_CP_SOCKET', 'Cannot copy a socket file', 'EINVAL', EINVAL)
export const intoItself = refusal(
  'ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'Cannot overwrite symlink in subdirectory of self', 'EINVAL', EINVAL
)
export const unknown = refusal('ERR_FS_CP_UNKNOWN', 'Cannot copy an unknown file type', 'EINVAL', EINVAL)

/** @param {any} returned by a filter that must answer at once */
export function notBoolean (returned) {
  return nodeError(TypeError, 'ERR_INVALID_RETURN_VALUE',
    `Expected boolean to be returned from the "filter" function but got an instance of ${returned.constructor.name}.`)
}

export function incompatible () {
  return nodeError(TypeError, 'ERR_INCOMPATIBLE_OPTION_PAIR',
    'Option "dereference" cannot be used in combination with option "verbatimSymlinks"')
}
