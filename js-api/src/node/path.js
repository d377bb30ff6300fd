/**
 * Node's path, as on this system, and the folders a person has by name.
 * @module
 */

import { cwd } from '../internal/cwd.js'
import mounts from './path/mounts.js'
import { Path } from './path/path.js'
import posix from './path/posix.js'
import wellKnown from './path/well-known.js'
import win32 from './path/win32.js'

const isWindows = globalThis.__args?.client?.platform === 'win32'
const path = isWindows ? win32 : posix

export const {
  basename, delimiter, dirname, extname, format, isAbsolute, join, matchesGlob, normalize, parse, relative, resolve, sep,
  toNamespacedPath, _makeLong
} = path
export * from './path/well-known.js'
export { cwd, mounts, Path, posix, win32 }

Object.defineProperties(path, hidden({ ...wellKnown, cwd, mounts, Path }))
Object.defineProperties(isWindows ? posix : win32, hidden({ ...wellKnown, cwd, mounts, Path }))

export default path

/**
 * Describe members that Node has not, so that who lists the members of `path` finds Node's.
 * @param {Record<string, any>} members
 */
function hidden (members) {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, { value, configurable: true, writable: true }]))
}
