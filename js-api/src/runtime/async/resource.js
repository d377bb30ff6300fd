/**
 * Something whose callbacks run where it was made.
 * @module
 */

export { AsyncResource, AsyncResource as default } from '../../node/async_hooks/resource.js'
