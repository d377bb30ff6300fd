import { sendSync } from 'oro:ipc'

/** The longest of one question to the host. */
const LONGEST = 60_000

/**
 * Stand still; only the host can have a page do that without spinning.
 * @param {number} ms
 */
export function sleep (ms) {
  const end = performance.now() + ms
  for (let left = ms; left > 0; left = end - performance.now()) {
    const { err } = sendSync('wasm.page.sleep', { milliseconds: Math.min(left, LONGEST) })
    if (err) throw err
  }
}
