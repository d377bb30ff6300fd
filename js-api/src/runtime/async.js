/**
 * Asynchronous contexts, resources and hooks, and promises that are settled from outside.
 * @module
 */

export { AsyncContext, Snapshot, Variable } from './async/context.js'
export { Deferred } from './async/deferred.js'
export { AsyncHook, createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } from './async/hooks.js'
export { AsyncResource } from './async/resource.js'
export { AsyncLocalStorage } from './async/storage.js'
export { wrap } from './async/wrap.js'
export * as default from './async.js'
