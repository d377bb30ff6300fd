/**
 * A value that follows the calls made while it is set.
 * @module
 */

export { AsyncLocalStorage, AsyncLocalStorage as default } from '../../node/async_hooks/storage.js'
