/**
 * The state of this thread: that of the page itself, or that which `Worker` gave to a worker before anything else ran in it.
 * @module
 */

/**
 * @typedef {object} Start what a worker is told first
 * @property {number} threadId
 * @property {any} workerData
 * @property {MessagePort} port
 * @property {[any, any][]} environmentData
 * @property {OroArgs | undefined} args
 * @property {string} filename a URL, or the source for `eval`
 * @property {boolean} eval
 * @property {boolean} commonjs
 * @property {string[]} argv
 * @property {string[]} execArgv
 * @property {Record<string, string>} env
 * @property {MessagePort | null} stdin where what is written to it comes from; null ends it
 * @property {boolean} stdout whether what the console says is wanted too
 * @property {boolean} stderr
 */

/** @type {Start | undefined} */
const start = /** @type {any} */ (globalThis)[Symbol.for('oro.worker_threads.start')]

export const isMainThread = start === undefined
export const threadId = start?.threadId ?? 0
export const workerData = start ? start.workerData : null
/** @type {MessagePort | null} */
export const parentPort = start?.port ?? null
/** A page cannot limit a worker. */
export const resourceLimits = {}

/** @type {Map<any, any>} */
const environment = new Map(start?.environmentData)

/** @param {any} key @returns {any} the value set here, or in the parent thread before it made this one */
export function getEnvironmentData (key) {
  return environment.get(key)
}

/** @param {any} key @param {any} [value] undefined takes it away */
export function setEnvironmentData (key, value) {
  if (value === undefined) environment.delete(key)
  else environment.set(key, value)
}

/** @returns {[any, any][]} */
export function environmentData () {
  return [...environment]
}
