/**
 * Ids of what runs; an engine tells of no operation that begins or ends.
 * @module
 */

import { missing } from '../../base/internal/missing.js'

export { createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } from '../../node/async_hooks.js'
export const AsyncHook = missing('AsyncHook')
export * as default from './hooks.js'
