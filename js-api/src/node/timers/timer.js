/**
 * The objects that timers are.
 * @module
 */

import { Immediate, Timeout } from './objects.js'

export { Immediate, Timeout }
/** The class of what `setInterval()` returns. */
export const Interval = Timeout
/** The class of what `setTimeout()` and `setInterval()` return. */
export const Timer = Timeout

export default { Immediate, Interval, Timeout, Timer }
