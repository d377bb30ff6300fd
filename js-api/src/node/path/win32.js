/**
 * Paths of Windows, on every system.
 * @module
 */

import { posix, win32 } from './kinds.js'

export const {
  basename, delimiter, dirname, extname, format, isAbsolute, join, matchesGlob, normalize, parse, relative, resolve, sep,
  toNamespacedPath, _makeLong
} = win32
export * from './well-known.js'
export { posix, win32 }

export default win32
