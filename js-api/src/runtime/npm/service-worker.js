/**
 * What would answer `npm:` requests with packages from a service elsewhere; an app brings its packages instead.
 * @module
 */

import { missing } from '../../base/internal/missing.js'

export const fetch = missing('fetch() of oro:npm/service-worker')

export default { fetch }
