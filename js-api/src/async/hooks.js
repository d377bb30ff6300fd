/**
 * Ids of what runs; an engine tells of no operation that begins or ends.
 * @module
 */

import { missing } from '../internal/missing.js'

export { createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } from '../async_hooks.js'
export const AsyncHook = missing('AsyncHook')
export * as default from './hooks.js'
