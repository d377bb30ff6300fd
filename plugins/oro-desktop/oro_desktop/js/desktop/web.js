/**
 * The web's badge, for `navigator.setAppBadge` and `navigator.clearAppBadge` (https://www.w3.org/TR/badging/).
 * @module
 */

import { clearBadge, setBadge } from '../desktop.js'

/**
 * @param {number} [contents] the number; 0 takes the badge away. Docks have no badge without a number, so that it is 1
 *   where none is given
 * @returns {Promise<void>} rejects with a TypeError for what is no whole number from 0 to 2^53 - 1
 */
export async function setAppBadge (contents) {
  const count = contents === undefined ? 1 : Math.trunc(Number(contents))
  if (!Number.isSafeInteger(count) || count < 0) throw new TypeError(`Cannot show "${contents}" on the icon: expected a whole number, 0 or more`)
  await (count ? setBadge(count) : clearBadge())
}

/** @returns {Promise<void>} */
export async function clearAppBadge () {
  await clearBadge()
}
