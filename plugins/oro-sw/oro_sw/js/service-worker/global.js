/**
 * The global scope of service workers: what `self` is an instance of there.
 * @module
 */

export { ServiceWorkerGlobalScope, ServiceWorkerGlobalScope as default } from './scope/scope.js'
