/**
 * Node's scheduler.
 * @module
 */

export { scheduler, scheduler as default } from '../timers/promises.js'
