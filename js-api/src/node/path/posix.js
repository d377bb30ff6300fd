/**
 * Paths of POSIX systems, on every system.
 * @module
 */

import { posix, win32 } from './kinds.js'

export const {
  basename, delimiter, dirname, extname, format, isAbsolute, join, matchesGlob, normalize, parse, relative, resolve, sep,
  toNamespacedPath, _makeLong
} = posix
export * from './well-known.js'
export { posix, win32 }

export default posix
