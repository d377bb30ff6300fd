/**
 * A value that follows the calls made while it is set.
 * @module
 */

export { AsyncLocalStorage, AsyncLocalStorage as default } from '../async_hooks/storage.js'
