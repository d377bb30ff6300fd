/**
 * The performance of the page.
 * @module
 */

import { createHistogram, monitorEventLoopDelay } from './perf_hooks/histogram.js'
import { PerformanceObserver } from './perf_hooks/observer.js'
import { performance } from './perf_hooks/performance.js'

const has = /** @type {any} */ (globalThis)
export const Performance = has.Performance
export const PerformanceEntry = has.PerformanceEntry
export const PerformanceMark = has.PerformanceMark
export const PerformanceMeasure = has.PerformanceMeasure
export const PerformanceObserverEntryList = has.PerformanceObserverEntryList
export const PerformanceResourceTiming = has.PerformanceResourceTiming
export { createHistogram, monitorEventLoopDelay, performance, PerformanceObserver }
/** Kinds and flags of garbage collection, by the names of Node. */
export const constants = Object.freeze({
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
  NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
  NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64
})

export default {
  Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceObserver, PerformanceObserverEntryList,
  PerformanceResourceTiming, monitorEventLoopDelay, createHistogram, performance, constants
}
