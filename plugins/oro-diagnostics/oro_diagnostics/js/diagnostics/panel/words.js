/** Figures in words. */

/**
 * Say how long something took, in the unit that reads best.
 * @param {number} milliseconds
 */
export function time (milliseconds) {
  if (milliseconds < 0.0005) return '0'
  if (milliseconds < 1) return `${figure(milliseconds * 1000)} µs`
  return milliseconds < 1000 ? `${figure(milliseconds)} ms` : `${figure(milliseconds / 1000)} s`
}

/** @param {number} value */
function figure (value) {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}
