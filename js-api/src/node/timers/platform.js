/**
 * The engine's own timers, whatever stands on the global object.
 * @module
 */

const { clearInterval, clearTimeout, queueMicrotask, setInterval, setTimeout } = globalThis

/** The functions, each usable on its own. */
export const platform = Object.freeze({
  clearInterval: clearInterval.bind(globalThis),
  clearTimeout: clearTimeout.bind(globalThis),
  queueMicrotask: queueMicrotask.bind(globalThis),
  setInterval: setInterval.bind(globalThis),
  setTimeout: setTimeout.bind(globalThis)
})

export default platform
