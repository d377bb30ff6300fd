/**
 * The streams of the web.
 * @module
 */

import * as streams from '../../node/stream/web.js'

export * from '../../node/stream/web.js'
export default streams
