/**
 * `socket:buffer`: its default export is the class Buffer, and has the members of the module, too.
 * @module
 */

import { both } from '../../base/internal/both.js'
import * as buffer from '../../node/buffer.js'

export * from '../../node/buffer.js'
export default both(buffer.Buffer, buffer)
