/**
 * AsyncContext under the name that CommonJS modules know.
 * @module
 */

export { AsyncContext, AsyncContext as default, Snapshot, Variable } from './async/context.js'
