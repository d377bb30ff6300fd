/**
 * The streams of the web.
 * @module
 */

import * as streams from '../stream/web.js'

export * from '../stream/web.js'
export default streams
