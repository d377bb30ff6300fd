/**
 * Node's path, as on this system, and the folders a person has by name.
 * @module
 */

import { cwd } from '../internal/cwd.js'
import posix from './path/posix.js'
import win32 from './path/win32.js'

const isWindows = globalThis.__args?.client?.platform === 'win32'
const path = isWindows ? win32 : posix

export const {
  basename, delimiter, dirname, extname, format, isAbsolute, join, matchesGlob, normalize, parse, relative, resolve, sep,
  toNamespacedPath, _makeLong
} = path
export * from './path/well-known.js'
export { cwd, posix, win32 }
export { Path } from './path/path.js'

export default path
