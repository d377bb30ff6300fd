/**
 * Node's trace_events. No engine writes Node's traces for a page: asking for one throws.
 * @module
 */

import { missing } from '../base/internal/missing.js'

export const createTracing = missing('trace_events.createTracing()')
/** @returns {string | undefined} undefined: none is traced */
export const getEnabledCategories = () => undefined

export default { createTracing, getEnabledCategories }
