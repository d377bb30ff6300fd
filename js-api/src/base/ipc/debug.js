/** The property of `debug` that tells whether calls are logged. */
export const kDebugEnabled = Symbol.for('oro.runtime.ipc.debug.enabled')

/**
 * Switch the logging of calls on or off.
 * @param {boolean} [enable] nothing leaves it as it is
 * @returns {boolean} whether it is on now
 */
export function debug (enable) {
  if (enable !== undefined) debug[kDebugEnabled] = Boolean(enable)
  return debug[kDebugEnabled]
}

debug[kDebugEnabled] = Boolean(globalThis.__args?.debug && globalThis.__args.config?.ipc_debug)

/** Whether calls are logged; the property `kDebugEnabled` under a name. @type {boolean} */
debug.enabled = false
Object.defineProperty(debug, 'enabled', {
  enumerable: true,
  get: () => debug[kDebugEnabled],
  set: (/** @type {any} */ value) => { debug[kDebugEnabled] = Boolean(value) }
})

/** @param {...any} parts */
export function log (...parts) {
  if (debug[kDebugEnabled]) console.debug('ipc:', ...parts)
}
