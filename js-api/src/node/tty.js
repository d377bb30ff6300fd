/**
 * Whether the app's standard streams are terminals.
 * @module
 */

import { missing } from '../base/internal/missing.js'
import { facts } from './process/host-process.js'

/** Raw terminals are not for pages. */
export const ReadStream = missing('tty.ReadStream')
export const WriteStream = missing('tty.WriteStream')

/**
 * @param {number} fd 0 to 2 are the app's own; what else a page may open is no terminal
 * @returns {boolean}
 */
export function isatty (fd) {
  return facts().tty?.[['stdin', 'stdout', 'stderr'][fd]] ?? false
}

export default { isatty, ReadStream, WriteStream }
