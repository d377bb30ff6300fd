/** Times to try again before giving up. (The name is misspelt in the interface this follows.) */
export const DEFALUT_MAX_RECONNECT_RETRIES = 32

/** Milliseconds before the second try; each later one waits twice as long, up to `LONGEST_DELAY`. */
export const DEFAULT_MAX_RECONNECT_TIMEOUT = 256

/** Milliseconds no wait is longer than. */
export const LONGEST_DELAY = 30000

/**
 * How long to wait before a try: exponential, with jitter so that pages do not return all at once.
 * @param {number} attempt from 0
 * @param {number} [timeout] milliseconds of the first wait
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function delayBefore (attempt, timeout = DEFAULT_MAX_RECONNECT_TIMEOUT, random = Math.random) {
  return Math.min(LONGEST_DELAY, timeout * 2 ** Math.min(attempt, 30)) * (0.5 + random() / 2)
}
