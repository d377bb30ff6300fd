/** Icons in a box of 16 × 16. */

import { svg } from 'oro:panel'

/** @param {string} path data of a path */
export function icon (path) {
  return svg(`<svg viewBox="0 0 16 16"><path d="${path}"/></svg>`)
}
