/**
 * Spans of time as text.
 * @module
 */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * @param {number} milliseconds
 * @returns {string} such as `1.5ms`, `2.500s` or `1:02.500 (m:ss.mmm)`
 */
export function spent (milliseconds) {
  if (milliseconds < SECOND) return `${Number(milliseconds.toFixed(3))}ms`
  if (milliseconds < MINUTE) return `${(milliseconds / SECOND).toFixed(3)}s`
  const hours = Math.floor(milliseconds / HOUR)
  const minutes = Math.floor(milliseconds % HOUR / MINUTE)
  const seconds = (milliseconds % MINUTE / SECOND).toFixed(3).padStart(6, '0')
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds} (h:mm:ss.mmm)` : `${minutes}:${seconds} (m:ss.mmm)`
}
