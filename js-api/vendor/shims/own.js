/** Our own modules, for packages that say `require()`. */
export { default as EventEmitter } from '#oro/events.js'
export { nextTick } from '#oro/internal/tick.js'
export * as types from '#oro/util/types.js'
