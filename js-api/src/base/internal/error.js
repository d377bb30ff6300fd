/**
 * Errors of the framework by the names of their classes.
 * @module
 */

import * as errors from '../errors.js'

export * from '../errors.js'
export default errors
