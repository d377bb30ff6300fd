/** Cutting a file by its path or, as Node still allows, by its number. */

import { truncate } from './attributes.js'
import { ftruncate } from './by-number.js'

/**
 * @param {import('../arguments/paths.js').PathLike | number} file
 * @param {number} [length]
 */
export function truncated (file, length) {
  return typeof file === 'number' ? ftruncate(file, length) : truncate(file, length)
}
