/**
 * Promises: the engine's, and those that others settle.
 * @module
 */

export { Deferred } from '../async/deferred.js'
export const { Promise } = globalThis
export default Promise
