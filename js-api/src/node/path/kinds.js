/**
 * The two kinds of path, which know each other.
 * @module
 */

import * as vendor from '../../internal/vendor/path.js'
import { checked } from './arguments.js'

export const posix = checked(vendor.posix, (paths) => paths.some(vendor.posix.isAbsolute))
export const win32 = checked(vendor.win32, (paths) => paths.some((path) => vendor.win32.isAbsolute(path) || /^[a-z]:/i.test(path)), relativeStays)

/**
 * A relative path that has a colon must not turn into one that begins at a drive or names a stream; a device has
 * no folder.
 * @param {string} path
 * @param {string} normal
 */
function relativeStays (path, normal) {
  if (/^\\\\[.?]\\[^\\]+\\$/.test(normal) && !/[\\/]$/.test(path)) return normal.slice(0, -1)
  if (path.length < 2 || vendor.win32.isAbsolute(path) || /^[a-z]:/i.test(path) || !path.includes(':')) return normal
  return /^[a-z]:/i.test(normal) || /:(?:[\\/]|$)/.test(path) ? `.\\${normal}` : normal
}

for (const path of [posix, win32]) Object.assign(path, { posix, win32 })
