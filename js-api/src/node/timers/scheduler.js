/**
 * Node's scheduler, on its own.
 * @module
 */

import { scheduler } from './promises.js'

export const wait = scheduler.wait
export const postTask = scheduler.postTask
const yieldNow = scheduler.yield
export { yieldNow as yield }

export default scheduler
