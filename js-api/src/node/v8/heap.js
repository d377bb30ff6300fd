/**
 * The figures that an engine tells pages of its heap.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'

/**
 * Figures of Chromium's heap, coarse as it gives them to pages; what it does not tell is 0.
 * @throws {NotImplementedError} the engine tells nothing, as WebKit
 */
export function getHeapStatistics () {
  const memory = /** @type {any} */ (globalThis.performance).memory
  if (!memory) throw new NotImplementedError('v8.getHeapStatistics() in this engine, which tells pages nothing of its heap')
  const { jsHeapSizeLimit: limit, totalJSHeapSize: total, usedJSHeapSize: used } = memory
  return {
    total_heap_size: total,
    total_heap_size_executable: 0,
    total_physical_size: total,
    total_available_size: limit - used,
    used_heap_size: used,
    heap_size_limit: limit,
    malloced_memory: 0,
    peak_malloced_memory: 0,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: 0
  }
}
