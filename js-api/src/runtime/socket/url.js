/**
 * `socket:url`: its default export is the class URL, and has the members of the module, too.
 * @module
 */

import { both } from '../../base/internal/both.js'
import * as url from '../../node/url.js'

export * from '../../node/url.js'
export default both(url.URL, url)
