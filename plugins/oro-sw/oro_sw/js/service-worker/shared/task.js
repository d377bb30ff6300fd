/**
 * The next task of this realm. It comes without delay in hidden windows too, whose timers are slowed down.
 * @module
 */

/** @type {MessageChannel | undefined} */
let tasks
/** @type {(() => void)[]} */
const waiting = []

/** @returns {Promise<void>} once the microtasks that are there now have run */
export function task () {
  if (!tasks) {
    tasks = new MessageChannel()
    tasks.port1.onmessage = () => waiting.shift()?.()
  }
  const { port2 } = tasks
  return new Promise((resolve) => {
    waiting.push(resolve)
    port2.postMessage(null)
  })
}
