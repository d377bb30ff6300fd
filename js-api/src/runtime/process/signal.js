/**
 * Signals, under the name that stands beside `oro:process`; the module is `oro:signal`.
 * @module
 */

export * from '../signal.js'
export { default } from '../signal.js'
