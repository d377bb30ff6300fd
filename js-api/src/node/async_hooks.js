/**
 * Node's async_hooks as far as a page can have it; see `async_hooks/frame.js` for what is followed and what is not.
 * @module
 */

import { AsyncLocalStorage } from './async_hooks/storage.js'
import { AsyncResource, executionAsyncId, executionAsyncResource, triggerAsyncId } from './async_hooks/resource.js'
import { missing } from '../base/internal/missing.js'

/** An engine tells of no asynchronous operation. */
export const createHook = missing('async_hooks.createHook()')
export const asyncWrapProviders = Object.freeze({})
export { AsyncLocalStorage, AsyncResource, executionAsyncId, executionAsyncResource, triggerAsyncId }

export default {
  AsyncLocalStorage, createHook, executionAsyncId, triggerAsyncId, executionAsyncResource, asyncWrapProviders, AsyncResource
}
