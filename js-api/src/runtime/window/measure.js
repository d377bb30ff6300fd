/** Sizes as callers may write them: pixels, or a share of the screen. */

const SHARE = /^(\d{1,3}(?:\.\d+)?)%$/

/**
 * @param {'width' | 'height'} name
 * @param {any} value
 * @returns {number | string}
 * @throws {Error} it is neither
 */
export function checkedLength (name, value) {
  const share = typeof value === 'string' ? SHARE.exec(value) : null
  if (Number.isInteger(value) || (share && Number(share[1]) <= 100)) return value
  throw new Error(`Window ${name} must be an integer number or a string with a valid percentage value from 0 to 100 ending with %. Got ${value} instead.`)
}

/**
 * @param {number | string} value
 * @param {number} whole what 100% is
 * @returns {number} pixels
 */
export function pixels (value, whole) {
  return typeof value === 'string' ? Math.round(whole * parseFloat(value) / 100) : value
}
