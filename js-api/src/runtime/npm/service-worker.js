/**
 * `npm:` requests, which are not implemented: an app brings its packages in `node_modules`.
 * @module
 */

import { missing } from '../../base/internal/missing.js'

export const fetch = missing('fetch() of oro:npm/service-worker')

export default { fetch }
