/**
 * One version of a worker, as pages and workers see it.
 * @module
 */

export { ServiceWorker, ServiceWorker as default } from './instance.js'
